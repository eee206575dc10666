// ONNX files made by hand, as small or as large as a test wants them: the parts of a model by what they take and give.
import { bytesField, integerField, messageField, textField } from '../../workers/onnx/fields'
import type { Bytes, Message } from '../../workers/onnx/fields'
import { writeModel } from '../../workers/onnx/write-model'

type Shape = (number | string)[]
export interface TinyNode { op: string; domain?: string; inputs?: string[]; outputs?: string[]; integers?: Record<string, number> }
export interface TinyWeight { name: string; dims: number[]; type?: number; data?: Bytes; external?: { location: string; offset: number; length: number } }
export interface TinyGraph {
  inputs: Record<string, Shape>
  outputs: Record<string, Shape>
  nodes?: TinyNode[]
  weights?: TinyWeight[]
  /** TensorProto.DataType of inputs and outputs. */
  type?: number
  /** Fields behind the outputs: shapes of inner tensors. */
  described?: number
  /** What the last node reads; absent = every input and weight. A graph that is to run has one here. */
  ends?: string[]
}

export function tinyGraph({ inputs, outputs, nodes = [], weights = [], type = 1, described = 0, ends }: TinyGraph): Blob {
  const value = (name: string, shape: Shape): Message => {
    const dims = shape.map((size) => messageField(1, [typeof size === 'number' ? integerField(1, size) : textField(2, size)]))
    return [textField(1, name), messageField(2, [messageField(1, [integerField(1, type), messageField(2, dims)])])]
  }
  // Every input is read and every output made, as in a real graph.
  const plumbing: TinyNode = { op: 'Identity', inputs: ends ?? [...Object.keys(inputs), ...weights.map(({ name }) => name)], outputs: Object.keys(outputs) }
  return writeModel([
    integerField(1, 8),
    messageField(7, [
      ...[...nodes, plumbing].map(({ op, domain, inputs: from = [], outputs: to = [], integers = {} }) => messageField(1, [...from.map((name) => textField(1, name)), ...to.map((name) => textField(2, name)), textField(4, op), ...Object.entries(integers).map(([name, number]) => messageField(5, [textField(1, name), integerField(3, number)])), ...(domain ? [textField(7, domain)] : [])])),
      ...weights.map((weight) => messageField(5, weightFields(weight))),
      ...Object.entries(inputs).map(([name, shape]) => messageField(11, value(name, shape))),
      ...Object.entries(outputs).map(([name, shape]) => messageField(12, value(name, shape))),
      ...Array.from({ length: described }, (_, n) => messageField(13, value(`inner/tensor/${n}`, [1, 2, 3]))),
    ]),
    messageField(8, [integerField(2, 17)]),
  ])
}

const entry = (key: string, text: string | number) => messageField(13, [textField(1, key), textField(2, String(text))])

function weightFields({ name, dims, type = 1, data, external }: TinyWeight): Message {
  return [
    ...dims.map((size) => integerField(1, size)), integerField(2, type), textField(8, name),
    ...(data ? [bytesField(9, data)] : []),
    ...(external ? [entry('location', external.location), entry('offset', external.offset), entry('length', external.length), integerField(14, 1)] : []),
  ]
}

export const unetGraph = (more: Partial<TinyGraph> = {}): Blob =>
  tinyGraph({ inputs: { sample: ['b', 4, 'h', 'w'], timestep: [1], encoder_hidden_states: ['b', 's', 768] }, outputs: { out_sample: ['b', 4, 'h', 'w'] }, ...more })
export const textGraph = (more: Partial<TinyGraph> = {}): Blob => tinyGraph({ inputs: { input_ids: ['b', 77] }, outputs: { last_hidden_state: ['b', 77, 768] }, ...more })
export const decoderGraph = (more: Partial<TinyGraph> = {}): Blob =>
  tinyGraph({ inputs: { latent_sample: ['b', 4, 'h', 'w'] }, outputs: { sample: ['b', 3, 'h', 'w'] }, nodes: [{ op: 'InstanceNormalization' }], ...more })

const vocabulary = { '!': 0, 'a</w>': 1, '<|startoftext|>': 2, '<|endoftext|>': 3, 'at</w>': 4 }

/** The files of a whole small model, to be broken. */
export function wholeModel(): Record<string, Blob> {
  return {
    'model_index.json': new Blob(['{"_class_name":"StableDiffusionPipeline"}']),
    'scheduler/scheduler_config.json': new Blob(['{"_class_name":"DDIMScheduler"}']),
    'tokenizer/vocab.json': new Blob([JSON.stringify(vocabulary)]),
    'tokenizer/merges.txt': new Blob(['#version: 0.2\na t</w>\n']),
    'text_encoder/model.onnx': textGraph(),
    'unet/model.onnx': unetGraph(),
    'vae_decoder/model.onnx': decoderGraph(),
  }
}

export const asPicked = (files: Record<string, Blob>, top = 'my-sd/') => ({ kind: 'files' as const, files: Object.entries(files).map(([path, file]) => ({ path: top + path, file })) })
