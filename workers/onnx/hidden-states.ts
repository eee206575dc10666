// Finds the layers of a CLIP text encoder by how they are wired (names differ from exporter to exporter) and gives out what
// stands before the last ones: "clip skip 2" is the state before the last layer, under the final LayerNorm.
import { addOutputs } from './add-outputs'
import type { Change } from './change'
import type { Message } from './fields'
import { graphOf, indexGraph, inputsOf, isConstant, makeNode, nodeName, opOf, outputsOf, sourceOf, withGraph, withNodes } from './graph'
import type { Index } from './graph'
import { NODE } from './schema'

/** Clip skip as people count: 1 is the last layer's state, 2 the one before. */
export const hiddenStateOutput = (layers: number, skip: number): string => `hidden_states.${layers + 1 - skip}`
export const clipSkipOutput = (skip: number): string => `clip_skip.${skip}`

/**
 * Adds hidden_states.<layer> [B,T,C] for each skip, named as Optimum names them (0: embeddings), and clip_skip.<skip>, the same
 * under the final LayerNorm. Places: skips that the encoder has layers for.
 */
export function hiddenStates(model: Message, skips: readonly number[]): Change {
  const encoder = skips.length > 0 ? encoderOf(indexGraph(graphOf(model))) : null
  if (!encoder) return { model, places: 0 }
  const { states, norm } = encoder
  const possible = skips.filter((skip) => skip >= 1 && skip <= states.length)
  const normed = possible.map((skip) => ({ skip, nodes: copyOf(norm, states[skip - 1]!, clipSkipOutput(skip)) }))
  const graph = graphOf(model)
  const larger = withGraph(model, withNodes(graph, [...indexGraph(graph).nodes, ...normed.flatMap(({ nodes }) => nodes)]))
  const wishes = possible.flatMap((skip) => [
    { from: { tensor: states[skip - 1]! }, as: hiddenStateOutput(states.length - 1, skip) },
    { from: { tensor: clipSkipOutput(skip) }, as: clipSkipOutput(skip) },
  ])
  const { model: changed, places } = addOutputs(larger, wishes)
  return places === 0 ? { model, places } : { model: changed, places: possible.length }
}

interface Norm {
  input: string
  output: string
  nodes: Message[]
}

/** The states between layers, from the last to the embeddings, and the LayerNorm that makes the output of the last. */
function encoderOf(index: Index): { states: string[]; norm: Norm } | null {
  for (const output of index.outputs) {
    const input = normInput(index, output)
    if (!input) continue
    // Every layer adds to the stream twice, after attention and after the MLP.
    const stream = residualStream(index, input)
    if (stream.length < 3 || stream.length % 2 === 0) continue
    return { states: stream.filter((_, i) => i % 2 === 0), norm: { input, output, nodes: nodesBetween(index, input, output) } }
  }
  return null
}

/** What a tensor is the LayerNorm of, spelt in one node or in nine. */
function normInput(index: Index, tensor: string): string | null {
  const node = index.maker.get(tensor)
  if (!node) return null
  const inputs = inputsOf(node)
  switch (opOf(node)) {
    case 'LayerNormalization':
    case 'Sub':
      // Norms of half-precision graphs may begin with a cast.
      return sourceOf(index, inputs[0]!)
    case 'Identity':
    case 'Cast':
    case 'Div':
      return normInput(index, inputs[0]!)
    case 'Add':
    case 'Mul': {
      const moving = inputs.filter((name) => !isConstant(index, name))
      return moving.length === 1 ? normInput(index, moving[0]!) : null
    }
    default:
      return null
  }
}

/** From a state back through the additions that made it: of each two summands the stream is the one that others read as well. */
function residualStream(index: Index, from: string): string[] {
  const stream = [from]
  for (;;) {
    const node = index.maker.get(stream.at(-1)!)
    if (!node || opOf(node) !== 'Add') return stream
    const summands = inputsOf(node).filter((name) => !isConstant(index, name))
    const shared = summands.filter((name) => (index.readers.get(name) ?? []).filter((reader) => opOf(reader) !== 'Shape').length > 1)
    if (summands.length !== 2 || shared.length !== 1) return stream
    stream.push(shared[0]!)
  }
}

function nodesBetween(index: Index, input: string, output: string): Message[] {
  const found = new Set<Message>()
  const visit = (tensor: string): void => {
    const node = index.maker.get(tensor)
    if (tensor === input || !node || found.has(node) || isConstant(index, tensor)) return
    found.add(node)
    inputsOf(node).forEach(visit)
  }
  visit(output)
  return index.nodes.filter((node) => found.has(node))
}

function copyOf({ input, output, nodes }: Norm, newInput: string, newOutput: string): Message[] {
  const names = new Map([[input, newInput], [output, newOutput]])
  for (const name of nodes.flatMap(outputsOf)) if (!names.has(name)) names.set(name, `${newOutput}/${name}`)
  const rename = (name: string): string => names.get(name) ?? name
  return nodes.map((node) => [
    ...makeNode(opOf(node), `${newOutput}/${nodeName(node)}`, inputsOf(node).map(rename), outputsOf(node).map(rename)),
    ...node.filter(({ id }) => id >= NODE.attribute),
  ])
}
