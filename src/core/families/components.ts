// Which part of a model an ONNX file is: by its path where exporters' habits tell, else by what it takes and gives.
import { fixedSize, input } from './graph-facts'
import type { GraphFacts } from './graph-facts'

export type Component = 'textEncoder' | 'textEncoder2' | 'unet' | 'vaeDecoder' | 'vaeEncoder'

/** 'other' = a part that no picture needs (safety checkers, ControlNets, helper graphs); null = the path does not tell. */
export function componentOfPath(path: string): Component | 'other' | null {
  // The file's own name first, then the folders around it, the nearest first.
  for (const name of path.split('/').toReversed()) {
    const component = componentOfName(name.toLowerCase().replaceAll(/[-. ]/g, '_'))
    if (component) return component
  }
  return null
}

function componentOfName(name: string): Component | 'other' | null {
  if (/safety|control_?net|concat_model|latents_model|scheduler|sc_prep|image_encoder|text_?encoder_?3|transformer/.test(name)) return 'other'
  if (/text_?encoder_?2/.test(name)) return 'textEncoder2'
  if (/text_?encoder|text_?model/.test(name)) return 'textEncoder'
  if (/unet/.test(name)) return 'unet'
  if (/decoder/.test(name)) return 'vaeDecoder'
  if (/encoder/.test(name)) return 'vaeEncoder'
  return null
}

export function componentOfGraph(facts: GraphFacts): Component | null {
  const gives = (name: string) => facts.outputs.some((output) => output.name === name)
  if (input(facts, 'timestep') && input(facts, 'encoder_hidden_states')) return 'unet'
  if (input(facts, 'input_ids')) return gives('text_embeds') ? 'textEncoder2' : 'textEncoder'
  const [only, ...more] = facts.inputs
  if (!only || more.length > 0 || only.shape.length !== 4) return null
  if (fixedSize(only, 1) === 3 || gives('latent_sample') || gives('latent_parameters')) return 'vaeEncoder'
  return 'vaeDecoder'
}

/** How the file says its weights are stored: fp16, q4f16, q8 and the like; null when it does not say. */
export function variantOf(path: string): string | null {
  const file = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  const [word] = /q4f16|q8f16|q4|q8|bnb4|u?int8|quantized|fp16|float16|fp32|float32/.exec(file) ?? []
  const same: Record<string, string> = { float16: 'fp16', float32: 'fp32', int8: 'q8', uint8: 'q8', quantized: 'q8' }
  // The same weights, taken apart before each use: another file, and slower.
  const form = /qdq/.test(file) ? 'qdq' : ''
  return word === undefined ? null : form + (same[word] ?? word)
}
