// An ONNX file's facts (core/families/graph-facts.ts), read from its structure: weights are jumped over, however large.
import type { GraphFacts, TensorFact } from '../../src/core/families/graph-facts'
import { broken } from '../onnx/blob-cursor'
import { child, integer, integers, messages, text, texts } from '../onnx/fields'
import type { Message } from '../onnx/fields'
import { readModel } from '../onnx/read-model'
import { ATTRIBUTE, DIMENSION, FUNCTION, GRAPH, MODEL, NODE, SHAPE, TENSOR, TENSOR_TYPE, TYPE, VALUE } from '../onnx/schema'
import { byteLength, isExternal, nameOf, placeOf, typeOf } from '../onnx/tensor'

/** TensorProto.DataType, as the runtime names them. */
const typeNames: Record<number, string> = { 1: 'float32', 2: 'uint8', 3: 'int8', 6: 'int32', 7: 'int64', 9: 'bool', 10: 'float16', 11: 'float64', 16: 'bfloat16', 21: 'uint4', 22: 'int4' }
const float16 = 10
const typeName = (type: number): string => typeNames[type] ?? `type ${type}`

/** `read` takes a file apart: all of it, or, where reading is slow, what decides (onnx/peek-model.ts). */
export async function readGraphFacts(file: Blob, read: (file: Blob) => Promise<Message> = readModel): Promise<GraphFacts> {
  const model = await read(file)
  const graph = child(model, MODEL.graph)!
  const nodes = nodesOf(graph)
  const initializers = messages(graph, GRAPH.initializer)
  const tensors = [...initializers, ...nodes.flatMap((node) => messages(node, NODE.attribute).flatMap((attribute) => messages(attribute, ATTRIBUTE.t)))]
  const stored = new Set(initializers.map(nameOf))
  const inputs = messages(graph, GRAPH.input).map(tensorFact)
  const outputs = messages(graph, GRAPH.output).map(tensorFact)
  // Functions that the model brings along are made of plain operators.
  const own = new Set(messages(model, MODEL.function).map((made) => qualified(text(made, FUNCTION.domain), text(made, FUNCTION.name))))
  const operators = nodes.map((node) => qualified(text(node, NODE.domain), text(node, NODE.opType)))
  return {
    // Old files list their weights among the inputs.
    inputs: inputs.filter(({ name }) => !stored.has(name)),
    outputs,
    operators: summed(operators.filter((name) => !own.has(name)).map((name) => [name, 1])),
    packedAttentions: nodes.filter(isPacked).length,
    packedBits: mostFrequent(nodes.flatMap(packedBits)),
    halvings: nodes.filter(halves).length,
    externalFiles: furthest(tensors.filter(isExternal).map(placeOf)),
    weights: summed(tensors.map((tensor) => [typeName(typeOf(tensor)), byteLength(tensor)])),
    rows: tensors.map((tensor) => integers(tensor, TENSOR.dims)).reduce((most, dims) => (dims.length === 2 ? Math.max(most, dims[0]!) : most), 0),
    half: tensors.some((tensor) => typeOf(tensor) === float16) || [...inputs, ...outputs].some(({ type }) => type === 'float16'),
  }
}

/** Those of the branches of an If too. */
function nodesOf(graph: Message): Message[] {
  return messages(graph, GRAPH.node).flatMap((node) => [node, ...messages(node, NODE.attribute).flatMap((attribute) => messages(attribute, ATTRIBUTE.g).flatMap(nodesOf))])
}

const qualified = (domain: string, name: string): string => (domain === '' || domain === 'ai.onnx' ? name : `${domain}.${name}`)

function summed(entries: readonly [string, number][]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const [name, count] of entries) sums.set(name, (sums.get(name) ?? 0) + count)
  return sums
}

/** Files of weights; the largest models have some dozens. */
const mostFiles = 500

/** By file: where its last weight ends. */
function furthest(places: readonly { path: string; offset: number; length: number }[]): Map<string, number> {
  const ends = new Map<string, number>()
  for (const { path, offset, length } of places) {
    ends.set(path, Math.max(ends.get(path) ?? 0, offset + length))
    // Each is asked for, and kept.
    if (ends.size > mostFiles) throw broken(`weights in more than ${mostFiles} files`)
  }
  return ends
}

/** Queries, keys and values are three inputs; the packed forms leave the last or the last two out. */
function isPacked(node: Message): boolean {
  if (text(node, NODE.domain) !== 'com.microsoft' || text(node, NODE.opType) !== 'MultiHeadAttention') return false
  const [, keys, values] = texts(node, NODE.input)
  return !keys || !values
}

/** Of a MatMulNBits; four where it does not say. */
function packedBits(node: Message): number[] {
  if (text(node, NODE.domain) !== 'com.microsoft' || text(node, NODE.opType) !== 'MatMulNBits') return []
  const bits = messages(node, NODE.attribute).find((attribute) => text(attribute, ATTRIBUTE.name) === 'bits')
  return [bits ? integer(bits, ATTRIBUTE.i) : 4]
}

function mostFrequent(numbers: readonly number[]): number {
  const counts = [...summed(numbers.map((number) => [String(number), 1]))].toSorted((a, b) => b[1] - a[1])
  return Number(counts[0]?.[0] ?? 0)
}

/** A convolution of stride 2. */
function halves(node: Message): boolean {
  const strides = messages(node, NODE.attribute).find((attribute) => text(attribute, ATTRIBUTE.name) === 'strides')
  return text(node, NODE.opType) === 'Conv' && strides !== undefined && integers(strides, ATTRIBUTE.ints).every((stride) => stride === 2)
}

function tensorFact(value: Message): TensorFact {
  const type = child(value, VALUE.type)
  const tensor = type && child(type, TYPE.tensor)
  return { name: text(value, VALUE.name), type: typeName(tensor ? integer(tensor, TENSOR_TYPE.elementType) : 0), shape: tensor ? shapeOf(tensor) : [] }
}

/** A size is a number, a name, or nothing at all. */
function shapeOf(tensor: Message): (number | string)[] {
  const shape = child(tensor, TENSOR_TYPE.shape)
  return (shape ? messages(shape, SHAPE.dim) : []).map((dim) => integers(dim, DIMENSION.value)[0] ?? text(dim, DIMENSION.name))
}
