// A GraphProto as something to look around in: who makes a tensor, who reads it; and the few ways in which our transforms
// change one.
import { child, integerField, mapMessages, messageField, messages, text, textField, texts, withFields } from './fields'
import type { Message } from './fields'
import { ATTRIBUTE, GRAPH, MODEL, NODE, TENSOR, TENSOR_TYPE, TYPE, VALUE } from './schema'

export const opOf = (node: Message): string => text(node, NODE.opType)
export const nodeName = (node: Message): string => text(node, NODE.name)
export const inputsOf = (node: Message): string[] => texts(node, NODE.input)
export const outputsOf = (node: Message): string[] => texts(node, NODE.output)
export const graphOf = (model: Message): Message => child(model, MODEL.graph)!
export const withGraph = (model: Message, graph: Message): Message => mapMessages(model, MODEL.graph, () => graph)
export const attributeOf = (node: Message, name: string): Message | undefined => messages(node, NODE.attribute).find((attribute) => text(attribute, ATTRIBUTE.name) === name)

export interface Index {
  nodes: Message[]
  /** Nodes by name, where they have one. */
  named: Map<string, Message>
  initializers: Map<string, Message>
  inputs: Set<string>
  outputs: Set<string>
  /** By tensor: the node that makes it. */
  maker: Map<string, Message>
  /** By tensor: the nodes that read it, once for each time; what a branch of an If reads, the If reads. */
  readers: Map<string, Message[]>
}

export function indexGraph(graph: Message): Index {
  const nodes = messages(graph, GRAPH.node)
  const maker = new Map<string, Message>()
  const readers = new Map<string, Message[]>()
  for (const node of nodes) {
    for (const name of outputsOf(node)) maker.set(name, node)
    for (const name of reads(node)) {
      const known = readers.get(name)
      if (known) known.push(node)
      else readers.set(name, [node])
    }
  }
  return {
    nodes,
    named: new Map(nodes.map((node) => [nodeName(node), node])),
    initializers: new Map(messages(graph, GRAPH.initializer).map((tensor) => [text(tensor, TENSOR.name), tensor])),
    inputs: new Set(messages(graph, GRAPH.input).map((value) => text(value, VALUE.name))),
    outputs: new Set(messages(graph, GRAPH.output).map((value) => text(value, VALUE.name))),
    maker,
    readers,
  }
}

export function reads(node: Message): string[] {
  const inner = subgraphs(node).flatMap((graph) => [...messages(graph, GRAPH.node).flatMap(reads), ...messages(graph, GRAPH.output).map((value) => text(value, VALUE.name))])
  return [...inputsOf(node), ...inner].filter((name) => name !== '')
}

function subgraphs(node: Message): Message[] {
  return messages(node, NODE.attribute).flatMap((attribute) => [...messages(attribute, ATTRIBUTE.g), ...messages(attribute, ATTRIBUTE.graphs)])
}

/** The node with each of its subgraphs changed. */
export function mapSubgraphs(node: Message, change: (graph: Message) => Message): Message {
  return mapMessages(node, NODE.attribute, (attribute) => mapMessages(mapMessages(attribute, ATTRIBUTE.g, change), ATTRIBUTE.graphs, change))
}

/** A weight or a number of the graph itself, possibly through nodes that only pass it on. */
export function isConstant(index: Index, name: string): boolean {
  const source = sourceOf(index, name)
  if (index.initializers.has(source)) return !index.inputs.has(source)
  const node = index.maker.get(source)
  return node !== undefined && opOf(node) === 'Constant'
}

export const passesOn = (node: Message): boolean => ['Identity', 'Cast'].includes(opOf(node))

/** What a tensor was before it was only passed on. */
export function sourceOf(index: Index, name: string): string {
  const node = index.maker.get(name)
  return node && passesOn(node) ? sourceOf(index, inputsOf(node)[0]!) : name
}

export function makeNode(op: string, name: string, inputs: string[], outputs: string[]): Message {
  return [...inputs.map((input) => textField(NODE.input, input)), ...outputs.map((output) => textField(NODE.output, output)), textField(NODE.name, name), textField(NODE.opType, op)]
}

export function withNodes(graph: Message, nodes: readonly Message[]): Message {
  return withFields(graph, GRAPH.node, nodes.map((node) => messageField(GRAPH.node, node)))
}

/** Gives tensors other names, wherever they are made, read, listed or described. */
export function renamed(graph: Message, names: ReadonlyMap<string, string>): Message {
  if (names.size === 0) return graph
  let result = mapMessages(graph, GRAPH.node, (node) => mapSubgraphs(renamedIn(renamedIn(node, NODE.input, names), NODE.output, names), (inner) => renamed(inner, names)))
  for (const id of [GRAPH.input, GRAPH.output, GRAPH.valueInfo]) result = mapMessages(result, id, (value) => renamedIn(value, VALUE.name, names))
  return mapMessages(result, GRAPH.initializer, (tensor) => renamedIn(tensor, TENSOR.name, names))
}

function renamedIn(message: Message, id: number, names: ReadonlyMap<string, string>): Message {
  const old = texts(message, id)
  if (!old.some((name) => names.has(name))) return message
  return withFields(message, id, old.map((name) => textField(id, names.get(name) ?? name)))
}

/** Without the nodes and weights that nobody reads any more now that nobody reads `names`. */
export function withoutUnread(graph: Message, names: readonly string[]): Message {
  const { initializers, inputs, outputs, maker, readers } = indexGraph(graph)
  const left = new Map([...readers].map(([name, nodes]) => [name, nodes.length]))
  const unread = (name: string): boolean => !left.get(name) && !outputs.has(name)
  const gone = new Set<Message>()
  const queue = [...names]
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (!unread(name)) continue
    const tensor = initializers.get(name)
    if (tensor && !inputs.has(name)) gone.add(tensor)
    const node = maker.get(name)
    if (!node || gone.has(node) || !outputsOf(node).every(unread)) continue
    gone.add(node)
    for (const input of reads(node)) {
      left.set(input, (left.get(input) ?? 1) - 1)
      queue.push(input)
    }
  }
  return graph.filter((field) => field.kind !== 'message' || !gone.has(field.message))
}

/** ValueInfoProto. Without a type the runtime works it out. */
export function makeValue(name: string, type: Message | undefined): Message {
  return [textField(VALUE.name, name), ...(type ? [messageField(VALUE.type, type)] : [])]
}

/** 0 where the type says nothing of elements. */
export function withElementType(value: Message, from: number, to: number): Message {
  return mapMessages(value, VALUE.type, (type) =>
    mapMessages(type, TYPE.tensor, (tensor) => {
      const declared = tensor.some((field) => field.id === TENSOR_TYPE.elementType && field.kind === 'varint' && field.value === BigInt(from))
      return declared ? withFields(tensor, TENSOR_TYPE.elementType, [integerField(TENSOR_TYPE.elementType, to)]) : tensor
    }),
  )
}
