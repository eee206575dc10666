// Takes the dice out of a VAE encoder: exports of a sampled latent hold mean + std * RandomNormalLike(...), unseeded and without
// a GPU kernel. The mean alone is left, which every seeded pipeline wants anyway.
import type { Change } from './change'
import { isText, messages } from './fields'
import type { Message } from './fields'
import { graphOf, indexGraph, inputsOf, isConstant, makeNode, nodeName, opOf, outputsOf, passesOn, sourceOf, withGraph, withNodes, withoutUnread } from './graph'
import type { Index } from './graph'
import { GRAPH, NODE } from './schema'

/** Places: samplings replaced. Other noise (a generator that mixes in its own) stays. */
export function meanLatent(model: Message): Change {
  const graph = graphOf(model)
  const dice = messages(graph, GRAPH.node).filter((node) => isText(node, NODE.opType, 'RandomNormalLike') || isText(node, NODE.opType, 'RandomNormal'))
  if (dice.length === 0) return { model, places: 0 }
  const index = indexGraph(graph)
  const samplings = dice.flatMap((node) => samplingOf(index, node) ?? [])
  if (samplings.length === 0) return { model, places: 0 }
  const nodes = index.nodes.map((node) => {
    const sampling = samplings.find(({ sum }) => sum === node)
    return sampling ? makeNode('Identity', nodeName(node), [sampling.mean], outputsOf(node)) : node
  })
  const changed = withoutUnread(withNodes(graph, nodes), samplings.map(({ spread }) => spread))
  return { model: withGraph(model, changed), places: samplings.length }
}

interface Sampling {
  /** The Add of mean and spread. */
  sum: Message
  mean: string
  spread: string
}

function samplingOf(index: Index, dice: Message): Sampling | null {
  const product = onlyReader(index, outputsOf(dice)[0]!)
  if (!product || opOf(product.node) !== 'Mul') return null
  const deviation = inputsOf(product.node).find((name) => name !== product.tensor)
  if (!deviation || !isDeviation(index, deviation)) return null
  const sum = onlyReader(index, outputsOf(product.node)[0]!)
  if (!sum || opOf(sum.node) !== 'Add') return null
  const mean = inputsOf(sum.node).find((name) => name !== sum.tensor)
  return mean ? { sum: sum.node, mean, spread: sum.tensor } : null
}

/** The one node that reads a tensor, past casts, and the tensor as that node calls it. */
function onlyReader(index: Index, tensor: string): { node: Message; tensor: string } | null {
  const readers = index.readers.get(tensor) ?? []
  if (readers.length !== 1 || index.outputs.has(tensor)) return null
  const node = readers[0]!
  return passesOn(node) ? onlyReader(index, outputsOf(node)[0]!) : { node, tensor }
}

/** std = exp(logvar / 2), or the root of a variance. */
function isDeviation(index: Index, tensor: string): boolean {
  const node = index.maker.get(sourceOf(index, tensor))
  return node !== undefined && ['Exp', 'Sqrt'].includes(opOf(node)) && !isConstant(index, inputsOf(node)[0]!)
}
