// An ONNX file's facts (core/families/graph-facts.ts), read from its structure: weights are jumped over, however large.
import type { GraphFacts, TensorFact } from '../../src/core/families/graph-facts'
import { child, integer, integers, messages, text } from '../onnx/fields'
import type { Message } from '../onnx/fields'
import { readModel } from '../onnx/read-model'
import { ATTRIBUTE, DIMENSION, ENTRY, GRAPH, MODEL, NODE, SHAPE, TENSOR, TENSOR_TYPE, TYPE, VALUE } from '../onnx/schema'

/** TensorProto.DataType, as the runtime names them. */
const typeNames: Record<number, string> = { 1: 'float32', 2: 'uint8', 3: 'int8', 6: 'int32', 7: 'int64', 9: 'bool', 10: 'float16', 11: 'float64', 16: 'bfloat16' }
const float16 = 10
/** AttributeProto.ints */
const attributeInts = 8

export async function readGraphFacts(file: Blob): Promise<GraphFacts> {
  const graph = child(await readModel(file), MODEL.graph)!
  const initializers = messages(graph, GRAPH.initializer)
  const stored = new Set(initializers.map((tensor) => text(tensor, TENSOR.name)))
  const locations = initializers.flatMap((tensor) => messages(tensor, TENSOR.externalData).filter((entry) => text(entry, ENTRY.key) === 'location').map((entry) => text(entry, ENTRY.value)))
  const nodes = messages(graph, GRAPH.node)
  const inputs = messages(graph, GRAPH.input).map(tensorFact)
  const outputs = messages(graph, GRAPH.output).map(tensorFact)
  return {
    // Old files list their weights among the inputs.
    inputs: inputs.filter(({ name }) => !stored.has(name)),
    outputs,
    operators: counted(nodes.map((node) => text(node, NODE.opType))),
    halvings: nodes.filter(halves).length,
    externalFiles: [...new Set(locations)],
    half: initializers.some((tensor) => integer(tensor, TENSOR.dataType) === float16) || [...inputs, ...outputs].some(({ type }) => type === 'float16'),
  }
}

function counted(names: string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

/** A convolution of stride 2. */
function halves(node: Message): boolean {
  const strides = messages(node, NODE.attribute).find((attribute) => text(attribute, ATTRIBUTE.name) === 'strides')
  return text(node, NODE.opType) === 'Conv' && strides !== undefined && integers(strides, attributeInts).every((stride) => stride === 2)
}

function tensorFact(value: Message): TensorFact {
  const type = child(value, VALUE.type)
  const tensor = type && child(type, TYPE.tensor)
  const elementType = tensor ? integer(tensor, TENSOR_TYPE.elementType) : 0
  return { name: text(value, VALUE.name), type: typeNames[elementType] ?? `type ${elementType}`, shape: tensor ? shapeOf(tensor) : [] }
}

/** A size is a number, a name, or nothing at all. */
function shapeOf(tensor: Message): (number | string)[] {
  const shape = child(tensor, TENSOR_TYPE.shape)
  return (shape ? messages(shape, SHAPE.dim) : []).map((dim) => integers(dim, DIMENSION.value)[0] ?? text(dim, DIMENSION.name))
}
