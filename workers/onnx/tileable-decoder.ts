// A VAE decoder in parts: what works at the latent's own size (where the attention is) and runs whole, and a stage for each
// doubling behind it, where a picture's memory goes and which run tile by tile.
import { child, messages, text } from './fields'
import type { Message } from './fields'
import { cutGraph, elementTypeOf, weightDims } from './cut-graph'
import { graphOf, indexGraph, inputsOf, opOf, outputsOf } from './graph'
import type { Index } from './graph'
import { typedValue } from './make'
import { DIMENSION, GRAPH, SHAPE, TENSOR_TYPE, TYPE, VALUE } from './schema'
import { sharedNorms } from './shared-norms'

export interface TileableDecoder {
  /** latent → the first stage's features */
  head: Message
  /** Each doubles what the one before it gave; the last gives the picture. */
  stages: TileableStage[]
}

export interface TileableStage {
  model: Message
  /** The tensor it takes, [1,channels,h,w]. */
  features: string
  channels: number
  /** Of its norms, all groups together. */
  groups: number
}

const enlarging = ['Resize', 'Upsample', 'ConvTranspose']

/** Null where a decoder cannot run in tiles: fixed sizes, or something behind the first doubling that looks at the whole picture. */
export function tileableDecoder(model: Message): TileableDecoder | null {
  const graph = graphOf(model)
  const index = indexGraph(graph)
  const [input, ...more] = messages(graph, GRAPH.input).filter((value) => !index.initializers.has(text(value, VALUE.name)))
  const [output] = messages(graph, GRAPH.output)
  if (!input || more.length > 0 || !output || !isFree(input)) return null
  const cuts = index.nodes.filter((node) => enlarging.includes(opOf(node))).map((node) => cutAt(index, graph, inputsOf(node)[0]!))
  const stages: TileableStage[] = []
  for (const [k, cut] of cuts.entries()) {
    const part = cut && cutGraph(model, [cut.value], [cuts[k + 1]?.value ?? output])
    const shared = part && sharedNorms(part, cut.features)
    if (!shared) return null
    stages.push({ ...shared, features: cut.features, channels: cut.channels })
  }
  const head = cuts[0] ? cutGraph(model, [input], [cuts[0].value]) : null
  return head && { head, stages }
}

function cutAt(index: Index, graph: Message, features: string): { value: Message; features: string; channels: number } | null {
  const channels = channelsOf(index, features)
  const type = elementTypeOf(index, graph, features)
  return channels === null || type === 0 ? null : { value: typedValue(features, type, ['batch', 'channels', 'tile_height', 'tile_width']), features, channels }
}

/** The graph takes latents of any size. */
function isFree(input: Message): boolean {
  const shape = child(child(child(input, VALUE.type) ?? [], TYPE.tensor) ?? [], TENSOR_TYPE.shape)
  return messages(shape ?? [], SHAPE.dim).slice(2).every((dim) => dim.every(({ id }) => id !== DIMENSION.value))
}

/** Channels of a tensor, as the first convolution behind it takes them. */
function channelsOf(index: Index, tensor: string): number | null {
  for (const reader of index.readers.get(tensor) ?? []) {
    const op = opOf(reader)
    const dims = op === 'Conv' || op === 'ConvTranspose' ? weightDims(index, inputsOf(reader)[1]!) : null
    if (dims) return dims[op === 'Conv' ? 1 : 0] ?? null
    const behind = ['Resize', 'Upsample', 'Cast', 'Identity'].includes(op) ? channelsOf(index, outputsOf(reader)[0]!) : null
    if (behind !== null) return behind
  }
  return null
}
