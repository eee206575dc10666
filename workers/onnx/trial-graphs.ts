// The kernels of the half-precision trial (gpu/trial-numbers.ts) as graphs of one operator or two, for the ONNX runtime to be held against
// the same numbers. Written here, a few hundred bytes each: nothing has to be fetched. Both tensors are inputs, as a runtime computes what
// is constant on the processor.
import { sizes } from '../gpu/trial-numbers'
import type { TrialKernel } from '../gpu/trial-numbers'
import { integerField, messageField, textField } from './fields'
import type { Message } from './fields'
import { makeNodeWith, typedValue } from './make'
import { GRAPH, MODEL, OPSET, TYPES } from './schema'
import { writeModel } from './write-model'

export interface TrialGraph {
  /** Of the inputs `a` and `b`, and of the output `result`. */
  dims: { a: readonly number[]; b: readonly number[]; result: readonly number[] }
  nodes: readonly Message[]
}

const { rows, inner, channels, side } = sizes
const image = [1, channels, side, side]

export const trialGraphs: Readonly<Record<TrialKernel, TrialGraph>> = {
  matmul: { dims: { a: [rows, inner], b: [inner, rows], result: [rows, rows] }, nodes: [makeNodeWith('MatMul', 'matmul', ['a', 'b'], ['result'])] },
  conv: { dims: { a: image, b: [channels, channels, 3, 3], result: image }, nodes: [makeNodeWith('Conv', 'conv', ['a', 'b'], ['result'], { pads: [1, 1, 1, 1] })] },
  norm: { dims: { a: [rows, inner], b: [inner], result: [rows, inner] }, nodes: [makeNodeWith('LayerNormalization', 'norm', ['a', 'b'], ['result'])] },
  softmax: {
    dims: { a: [rows, inner], b: [1], result: [rows, inner] },
    nodes: [makeNodeWith('Softmax', 'softmax', ['a'], ['shares']), makeNodeWith('Mul', 'scale', ['shares', 'b'], ['result'])],
  },
}

/** The first version of the operators that has all of them, and the first of the format that has those. */
const [opset, irVersion] = [17, 8]

export async function writeTrialGraph({ dims, nodes }: TrialGraph, type: 'float16' | 'float32'): Promise<Uint8Array<ArrayBuffer>> {
  const value = (id: number, name: keyof typeof dims) => messageField(id, typedValue(name, type === 'float16' ? TYPES.float16 : TYPES.float, dims[name]))
  const graph = [
    ...nodes.map((node) => messageField(GRAPH.node, node)),
    textField(graphName, 'trial'),
    value(GRAPH.input, 'a'), value(GRAPH.input, 'b'), value(GRAPH.output, 'result'),
  ]
  const model = [
    integerField(MODEL.irVersion, irVersion),
    messageField(MODEL.graph, graph),
    messageField(MODEL.opset, [textField(OPSET.domain, ''), integerField(OPSET.version, opset)]),
  ]
  return new Uint8Array(await writeModel(model).arrayBuffer())
}

/** GraphProto.name, which a graph must have. */
const graphName = 2
