// Gives out the probabilities of every cross-attention of a UNet: [B,heads,places,tokens], or [B*heads,places,tokens] in older
// exports. A cross-attention is known by its keys, which come from the text and from nothing else; names are only for naming.
// Graphs whose attention was fused into one node have no probabilities and stay as they are.
import { addOutputs } from './add-outputs'
import type { Change } from './change'
import type { Message } from './fields'
import { graphOf, indexGraph, inputsOf, nodeName, opOf, outputsOf } from './graph'
import type { Index } from './graph'

const textInput = 'encoder_hidden_states'

/** Places: layers tapped. Outputs are attention.<layer>, in the order in which the layers run. */
export function attentionTaps(model: Message): Change {
  const index = indexGraph(graphOf(model))
  if (!index.inputs.has(textInput)) return { model, places: 0 }
  const sources = inputsBehind(index)
  const softmaxes = index.nodes.filter((node) => opOf(node) === 'Softmax' && isCross(index, sources, inputsOf(node)[0]!))
  const names = layerNames(softmaxes.map(nodeName))
  return addOutputs(model, softmaxes.map((node, i) => ({ from: { tensor: outputsOf(node)[0]! }, as: `attention.${names[i]}` })))
}

/** By tensor: the graph's inputs whose values it is made of. Shapes do not count: every reshape would mix everything. */
function inputsBehind({ nodes, inputs, initializers }: Index): Map<string, ReadonlySet<string>> {
  const behind = new Map<string, ReadonlySet<string>>()
  for (const name of inputs) if (!initializers.has(name)) behind.set(name, new Set([name]))
  const nothing: ReadonlySet<string> = new Set()
  for (const node of nodes) {
    const sets = opOf(node) === 'Shape' ? [] : [...new Set(inputsOf(node).map((name) => behind.get(name) ?? nothing))].filter(({ size }) => size > 0)
    const all = sets.length > 1 ? new Set(sets.flatMap((set) => [...set])) : (sets[0] ?? nothing)
    for (const name of outputsOf(node)) behind.set(name, all)
  }
  return behind
}

function isCross(index: Index, sources: Map<string, ReadonlySet<string>>, tensor: string): boolean {
  const node = index.maker.get(tensor)
  if (!node) return false
  const inputs = inputsOf(node)
  if (opOf(node) === 'MatMul' || opOf(node) === 'Einsum') return isText(sources.get(inputs[1]!)) && !isText(sources.get(inputs[0]!))
  // Between scores and softmax: scaling, a mask, a cast.
  return ['Mul', 'Div', 'Add', 'Cast', 'Reshape'].includes(opOf(node)) && inputs.some((name) => isCross(index, sources, name))
}

const isText = (sources: ReadonlySet<string> | undefined): boolean => sources?.size === 1 && sources.has(textInput)

/** down0_1, middle, up2_0 where nodes are called as diffusers calls modules; layer0, layer1, ... elsewhere. */
function layerNames(nodes: string[]): string[] {
  const parts = nodes.map((name) => /(down|mid|up)_blocks?(?:\.(\d+))?\/attentions\.(\d+)\/transformer_blocks\.(\d+)\//.exec(name))
  const names = parts.map((match) => match && [match[1] === 'mid' ? 'middle' : `${match[1]}${match[2]}_${match[3]}`, match[4]])
  const deep = names.some((name) => name && name[1] !== '0')
  const full = names.map((name) => name && (deep ? `${name[0]}_${name[1]}` : name[0]!))
  return full.every(Boolean) && new Set(full).size === full.length ? (full as string[]) : nodes.map((_, i) => `layer${i}`)
}
