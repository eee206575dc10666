// The part of a graph between some tensors and some others, as a graph of its own. Weights are shared with the original.
import { child, integer, integers, messageField, messages, text } from './fields'
import type { Message } from './fields'
import { attributeOf, graphOf, indexGraph, inputsOf, opOf, outputsOf, reads, withGraph } from './graph'
import type { Index } from './graph'
import { ATTRIBUTE, GRAPH, TENSOR, TENSOR_TYPE, TYPE, VALUE } from './schema'
import { typeOf } from './tensor'

/** What a part has anew, and descriptions of tensors that it may not have any more. */
const edges = new Set<number>([GRAPH.input, GRAPH.output, GRAPH.valueInfo])

/** Null where the outputs need an input of the graph that is not among `inputs`. Both are ValueInfoProtos. */
export function cutGraph(model: Message, inputs: readonly Message[], outputs: readonly Message[]): Message | null {
  const graph = graphOf(model)
  const index = indexGraph(graph)
  const given = new Set(inputs.map((value) => text(value, VALUE.name)))
  const kept = new Set<Message>()
  const queue = outputs.map((value) => text(value, VALUE.name))
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (given.has(name)) continue
    const weight = index.initializers.get(name)
    const node = index.maker.get(name)
    if (weight) kept.add(weight)
    else if (node && !kept.has(node)) {
      kept.add(node)
      queue.push(...reads(node))
    } else if (index.inputs.has(name)) return null
  }
  const inner = graph.filter((field) => {
    if (field.kind !== 'message') return true
    return field.id === GRAPH.node || field.id === GRAPH.initializer ? kept.has(field.message) : !edges.has(field.id)
  })
  const ends = [...inputs.map((value) => messageField(GRAPH.input, value)), ...outputs.map((value) => messageField(GRAPH.output, value))]
  return withGraph(model, [...inner, ...ends])
}

/** TensorProto.DataType of a tensor as far as the graph itself tells: from its maker and the weights that enter there; 0 = it does not. */
export function elementTypeOf(index: Index, graph: Message, name: string): number {
  const declared = [GRAPH.input, GRAPH.output, GRAPH.valueInfo].flatMap((id) => messages(graph, id)).find((value) => text(value, VALUE.name) === name)
  const stated = declared && integer(child(child(declared, VALUE.type) ?? [], TYPE.tensor) ?? [], TENSOR_TYPE.elementType)
  if (stated) return stated
  const weight = index.initializers.get(name)
  if (weight) return typeOf(weight)
  const node = index.maker.get(name)
  if (!node) return 0
  if (opOf(node) === 'Cast') return integer(attributeOf(node, 'to') ?? [], ATTRIBUTE.i)
  if (opOf(node) === 'Constant') return typeOf(child(attributeOf(node, 'value') ?? [], ATTRIBUTE.t) ?? [])
  // A weight is quickly looked up; the other operand leads back through the whole network.
  const [first, second] = inputsOf(node)
  const operand = ['Conv', 'ConvTranspose', 'MatMul', 'Gemm', 'DequantizeLinear'].includes(opOf(node)) ? second : first
  return operand ? elementTypeOf(index, graph, operand) : 0
}

/** Sizes of a weight, also where it is stored smaller and unpacked by nodes; null for what is no weight. */
export function weightDims(index: Index, name: string): number[] | null {
  const weight = index.initializers.get(name)
  if (weight) return integers(weight, TENSOR.dims)
  const node = index.maker.get(name)
  if (node && opOf(node) === 'Constant') return integers(child(attributeOf(node, 'value') ?? [], ATTRIBUTE.t) ?? [], TENSOR.dims)
  return node && ['DequantizeLinear', 'Cast', 'Identity'].includes(opOf(node)) && outputsOf(node).length === 1 ? weightDims(index, inputsOf(node)[0]!) : null
}
