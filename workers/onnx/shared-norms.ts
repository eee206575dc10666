// Lets tiles of one picture share the statistics of their group norms. A norm looks at the whole picture, so a network that sees
// only a tile would lighten or darken it. Here every norm tells the mean and the variance of the tile's own share of the picture
// and takes those of the whole picture once they are known (after pkuliyi2015's Tiled VAE for A1111, which estimates them).
import { integer, messageField, messages } from './fields'
import type { Field, Message } from './fields'
import { attributeOf, graphOf, indexGraph, inputsOf, nodeName, opOf, outputsOf, withGraph } from './graph'
import type { Index } from './graph'
import { elementTypeOf, weightDims } from './cut-graph'
import { floatConstant, intsConstant, makeNodeWith, typedValue } from './make'
import { ATTRIBUTE, GRAPH, MODEL, OPSET, TYPES } from './schema'

/** Inputs: the tile's share [y0,x0,y1,x1] in pixels of the graph's input, statistics [2,groups] and whether (1) they are known (0). */
export const shareInput = 'tile_share'
export const normsInput = 'tile_norms'
export const knownInput = 'tile_norms_known'
/** Output [2,groups]: means, then variances, over the tile's share. */
export const statisticsOutput = 'tile_statistics'

/** What mixes distant places and is not the norm that this file knows. */
const global = new Set([
  'Softmax', 'Attention', 'MultiHeadAttention', 'GroupNorm', 'SkipGroupNorm', 'GroupNormalization', 'LayerNormalization', 'InstanceNormalization',
  'ReduceMean', 'ReduceSum', 'ReduceMax', 'GlobalAveragePool', 'GlobalMaxPool',
])

export interface SharedNorms {
  model: Message
  /** Groups of all norms together; 0 = there are none, and no inputs were added. */
  groups: number
}

interface Norm {
  node: Message
  /** [1,groups,rest], which the norm reads. */
  flat: string
  /** [1,channels,h,w], which was flattened. */
  plane: string
  groups: number
  epsilon: number
}

/** `input` is the graph's own. Null where something else looks at the whole picture. */
export function sharedNorms(model: Message, input: string): SharedNorms | null {
  const graph = graphOf(model)
  const index = indexGraph(graph)
  const norms = index.nodes.flatMap((node) => normOf(index, node) ?? [])
  if (index.nodes.some((node) => global.has(opOf(node)) && !norms.some((norm) => norm.node === node))) return null
  if (norms.length === 0) return { model, groups: 0 }
  const opset = Math.max(...messages(model, MODEL.opset).map((entry) => integer(entry, OPSET.version)))
  const total = norms.reduce((sum, { groups }) => sum + groups, 0)
  const made = new Map(norms.map((norm, k) => [norm.node, normNodes(norm, `tile/${k}`, elementTypeOf(index, graph, norm.flat), opset >= 18)]))
  const nodes = [...shareNodes(input), ...index.nodes.flatMap((node) => made.get(node) ?? [node]), ...statisticsNodes(norms.length)]
  const added: Field[] = [
    ...nodes.map((node) => messageField(GRAPH.node, node)),
    ...graph.filter(({ id }) => id !== GRAPH.node),
    ...constants(norms),
    messageField(GRAPH.input, typedValue(shareInput, TYPES.int64, [4])),
    messageField(GRAPH.input, typedValue(normsInput, TYPES.float, [2, total])),
    messageField(GRAPH.input, typedValue(knownInput, TYPES.float, [1])),
    messageField(GRAPH.output, typedValue(statisticsOutput, TYPES.float, [2, total])),
  ]
  return { model: withGraph(model, added), groups: total }
}

/** The group norm of exporters: Reshape to [1,groups,rest], InstanceNormalization. */
function normOf(index: Index, node: Message): Norm | null {
  if (opOf(node) !== 'InstanceNormalization') return null
  const [flat, scale] = inputsOf(node)
  const reshape = flat === undefined ? undefined : index.maker.get(flat)
  const groups = scale === undefined ? undefined : weightDims(index, scale)?.[0]
  if (flat === undefined || groups === undefined || !reshape || opOf(reshape) !== 'Reshape') return null
  return { node, flat, plane: inputsOf(reshape)[0]!, groups, epsilon: floatAttribute(node, 'epsilon') ?? 1e-5 }
}

function floatAttribute(node: Message, name: string): number | undefined {
  const field = attributeOf(node, name)?.find(({ id }) => id === ATTRIBUTE.f)
  return field?.kind === 'fixed' ? new DataView(field.bytes.buffer, field.bytes.byteOffset).getFloat32(0, true) : undefined
}

/** The corners of the tile's share, and the size they are measured in. */
function shareNodes(input: string): Message[] {
  return [
    makeNodeWith('Slice', 'tile/from', [shareInput, 'tile/0', 'tile/2'], ['tile/from']),
    makeNodeWith('Slice', 'tile/to', [shareInput, 'tile/2', 'tile/4'], ['tile/to']),
    makeNodeWith('Shape', 'tile/shape', [input], ['tile/shape']),
    makeNodeWith('Slice', 'tile/size', ['tile/shape', 'tile/2', 'tile/4'], ['tile/size']),
  ]
}

/** y = (x - mean) / sqrt(variance + epsilon) · scale + bias, with statistics in single precision whatever the network computes in. */
function normNodes({ node, flat, plane }: Norm, at: string, type: number, axesAsInput: boolean): Message[] {
  const name = (part: string) => `${at}/${part}`
  const make = (op: string, part: string, inputs: string[], attributes?: Record<string, number | readonly number[]>) => makeNodeWith(op, name(part), inputs, [name(part)], attributes)
  const mean = (part: string, of: string) => (axesAsInput ? make('ReduceMean', part, [of, 'tile/2']) : make('ReduceMean', part, [of], { axes: [2] }))
  const [, scale, bias] = inputsOf(node)
  const single = type === TYPES.float
  return [
    make('Shape', 'shape', [plane]),
    make('Slice', 'size', [name('shape'), 'tile/2', 'tile/4']),
    make('Div', 'zoom', [name('size'), 'tile/size']), // of this norm's plane over the graph's input
    make('Mul', 'starts', ['tile/from', name('zoom')]),
    make('Mul', 'ends', ['tile/to', name('zoom')]),
    make('Slice', 'share', [plane, name('starts'), name('ends'), 'tile/planes']),
    make('Cast', 'single', [name('share')], { to: TYPES.float }),
    make('Reshape', 'rows', [name('single'), name('flat')]),
    mean('mean', name('rows')),
    make('Sub', 'centred', [name('rows'), name('mean')]),
    make('Mul', 'squares', [name('centred'), name('centred')]),
    mean('variance', name('squares')),
    ...['mean', 'variance'].flatMap((which, row) => [
      make('Slice', `${which} given`, [normsInput, name(`${row}`), name(`${row} end`), 'tile/rows']),
      make('Reshape', `${which} whole`, [name(`${which} given`), name('flat one')]),
      make('Sub', `${which} off`, [name(`${which} whole`), name(which)]),
      make('Mul', `${which} step`, [name(`${which} off`), knownInput]),
      make('Add', `${which} used`, [name(which), name(`${which} step`)]),
      make('Reshape', `${which} row`, [name(which), name('one row')]),
    ]),
    make('Add', 'positive', [name('variance used'), name('epsilon')]),
    make('Sqrt', 'deviation', [name('positive')]),
    make('Reciprocal', 'inverse', [name('deviation')]),
    ...(single ? [] : [make('Cast', 'mean typed', [name('mean used')], { to: type }), make('Cast', 'inverse typed', [name('inverse')], { to: type })]),
    make('Sub', 'shifted', [flat, name(single ? 'mean used' : 'mean typed')]),
    make('Mul', 'scaled', [name('shifted'), name(single ? 'inverse' : 'inverse typed')]),
    make('Reshape', 'scale', [scale!, name('flat one')]),
    make('Reshape', 'bias', [bias!, name('flat one')]),
    make('Mul', 'weighted', [name('scaled'), name('scale')]),
    makeNodeWith('Add', `${nodeName(node)}/shared`, [name('weighted'), name('bias')], outputsOf(node)),
  ]
}

/** What the nodes above call numbers. Statistics of all norms stand side by side, each norm's from `first` on. */
function constants(norms: readonly Norm[]): Field[] {
  let first = 0
  return [
    ...[0, 2, 4].map((value) => intsConstant(`tile/${value}`, [value])),
    intsConstant('tile/planes', [2, 3]),
    intsConstant('tile/rows', [0, 1]),
    ...norms.flatMap(({ groups, epsilon }, k) => {
      const [from, to] = [first, first + groups]
      first = to
      return [
        intsConstant(`tile/${k}/0`, [0, from]), intsConstant(`tile/${k}/0 end`, [1, to]),
        intsConstant(`tile/${k}/1`, [1, from]), intsConstant(`tile/${k}/1 end`, [2, to]),
        intsConstant(`tile/${k}/flat`, [1, groups, -1]), intsConstant(`tile/${k}/flat one`, [1, groups, 1]), intsConstant(`tile/${k}/one row`, [1, groups]),
        floatConstant(`tile/${k}/epsilon`, epsilon),
      ]
    }),
  ]
}

function statisticsNodes(count: number): Message[] {
  const all = (which: string) => Array.from({ length: count }, (_, k) => `tile/${k}/${which} row`)
  return [
    makeNodeWith('Concat', 'tile/means', all('mean'), ['tile/means'], { axis: 1 }),
    makeNodeWith('Concat', 'tile/variances', all('variance'), ['tile/variances'], { axis: 1 }),
    makeNodeWith('Concat', statisticsOutput, ['tile/means', 'tile/variances'], [statisticsOutput], { axis: 0 }),
  ]
}
