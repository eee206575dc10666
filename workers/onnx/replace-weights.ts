// Gives weights other bytes: what merging a LoRA comes down to. Exporters name the weight of a linear layer by a running number,
// so a weight may be asked for by the node that uses it; it is then replaced for that node only, since equal weights of several
// layers are often stored once.
import { EngineError } from '../../src/core/errors/engine-error'
import type { Change } from './change'
import { mapMessages, messageField, textField, texts, withFields } from './fields'
import type { Field, Message } from './fields'
import { DataFiles } from './external-weights'
import { graphOf, indexGraph, inputsOf, nodeName, opOf, withGraph } from './graph'
import type { Index } from './graph'
import { GRAPH, NODE, TENSOR } from './schema'
import { byteLength, isExternal, nameOf, withInlineData, withPlace } from './tensor'
import type { ExternalFile } from './tensor'

export interface Replacement {
  weight: WeightName
  /** As many bytes as the weight has, of the same element type and layout. */
  data: Blob
}

/** An initializer, or what a node reads as its `input`-th. */
export type WeightName = { initializer: string } | { node: string; input: number }

/** Places: weights replaced. Those that lay in external files lie in new ones called `<path>_0`, ... */
export function replaceWeights(model: Message, replacements: readonly Replacement[], path: string): Change & { externalData: ExternalFile[] } {
  if (replacements.length === 0) return { model, places: 0, externalData: [] }
  let graph = graphOf(model)
  const index = indexGraph(graph)
  const files = new DataFiles(path, 2 ** 30)
  const nodes = new Map<Message, Message>()
  const replaced = new Map<Message, Message>()
  const added: Field[] = []
  let places = 0
  for (const { weight, data } of replacements) {
    const found = find(index, weight)
    if (!found) continue
    const { tensor, user } = found
    const length = byteLength(tensor)
    if (data.size !== length) throw new EngineError('bad-request.weight', {}, `${nameOf(tensor)}: ${data.size} bytes for ${length}`)
    const filled = isExternal(tensor) ? withPlace(tensor, files.place(data, length)) : withInlineData(tensor, data)
    places += 1
    if (!user || isOnlyUser(index, tensor, user.node)) {
      replaced.set(tensor, filled)
      continue
    }
    const name = `${nameOf(tensor)}/${nodeName(user.node)}`
    added.push(messageField(GRAPH.initializer, withFields(filled, TENSOR.name, [textField(TENSOR.name, name)])))
    nodes.set(user.node, withInput(nodes.get(user.node) ?? user.node, user.input, name))
  }
  if (places === 0) return { model, places, externalData: [] }
  graph = mapMessages(graph, GRAPH.node, (node) => nodes.get(node) ?? node)
  graph = mapMessages(graph, GRAPH.initializer, (tensor) => replaced.get(tensor) ?? tensor)
  const initializers = [...graph.filter(({ id }) => id === GRAPH.initializer), ...added]
  return { model: withGraph(model, withFields(graph, GRAPH.initializer, initializers)), places, externalData: files.finish() }
}

function find(index: Index, weight: WeightName): { tensor: Message; user: { node: Message; input: number } | null } | null {
  if ('initializer' in weight) {
    const tensor = index.initializers.get(weight.initializer)
    return tensor ? { tensor, user: null } : null
  }
  const node = index.named.get(weight.node)
  const tensor = node && initializerBehind(index, inputsOf(node)[weight.input] ?? '')
  return tensor ? { tensor, user: { node, input: weight.input } } : null
}

function initializerBehind(index: Index, name: string): Message | undefined {
  const node = index.maker.get(name)
  if (node && opOf(node) === 'Identity') return initializerBehind(index, inputsOf(node)[0]!)
  return index.initializers.get(name)
}

function isOnlyUser(index: Index, tensor: Message, node: Message): boolean {
  const readers = index.readers.get(nameOf(tensor)) ?? []
  return readers.length === 1 && readers[0] === node
}

function withInput(node: Message, input: number, name: string): Message {
  const inputs = texts(node, NODE.input).map((old, i) => textField(NODE.input, i === input ? name : old))
  return withFields(node, NODE.input, inputs)
}
