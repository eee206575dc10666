// From what a folder holds (configs, graphs, tokenizers) to what a manifest says of the model: which family it is, how its parts
// are fed, what suits it. The graphs come first: a config may belong to the model before its export.
import { EngineError } from '../errors/engine-error'
import type { ModelLatent, ModelManifest, ModelTokenizer, TextOutputs } from '../manifest'
import { samplerOfClass } from '../schedule/published'
import { maxLength, padId } from './clip-tokenizer'
import type { Component } from './components'
import { mostChannels } from './config-bounds'
import { lengthIn, numberIn, schedulerClass, schedulerConfig, textIn } from './configs'
import type { Config, ModelConfigs, TokenizerFiles } from './configs'
import { fixedSize, input } from './graph-facts'
import type { GraphFacts } from './graph-facts'
import { greyLatentRgb, sdLatentRgb, sdxlLatentRgb } from './latent-rgb'

export interface Found {
  /** The folder's name. */
  name: string
  configs: ModelConfigs
  graphs: Partial<Record<Component, GraphFacts>>
  tokenizer: TokenizerFiles | null
  tokenizer2: TokenizerFiles | null
}

export type FamilyFacts = Pick<ModelManifest, 'tokenizer' | 'tokenizer2' | 'text' | 'scheduler' | 'latent' | 'size' | 'textWidth' | 'guidanceEmbedding' | 'defaults'> & {
  /** Such as Stable Diffusion XL. */
  family: string
}

/** Parts are called as their folders are. */
const partNames: Record<string, string> = { textEncoder: 'text_encoder', textEncoder2: 'text_encoder_2', unet: 'unet', vaeDecoder: 'vae_decoder', tokenizer: 'tokenizer' }
const unetInputs = ['sample', 'timestep', 'encoder_hidden_states', 'text_embeds', 'time_ids', 'timestep_cond']

export function familyFacts(found: Found): FamilyFacts {
  const { configs, tokenizer } = found
  const { textEncoder, textEncoder2, unet, vaeDecoder } = found.graphs
  const isXl = unet !== undefined && input(unet, 'text_embeds') !== undefined
  demandParts({ textEncoder, unet, vaeDecoder, tokenizer, ...(isXl && { textEncoder2 }) })
  const sample = input(unet!, 'sample')
  const channels = fixedSize(sample, 1) ?? numberIn(configs.unet, 'in_channels') ?? numberIn(configs.vae, 'latent_channels') ?? 4
  if (channels > mostChannels) throw new EngineError('model-broken.graph-size', { path: 'unet', tensor: 'sample', found: channels, max: mostChannels })
  demandInputs('unet', unet!, unetInputs.slice(0, 3))
  demandInputs('text_encoder', textEncoder!, ['input_ids'])
  if (isXl) demandInputs('text_encoder_2', textEncoder2!, ['input_ids'])
  demandTextToImage(unet!, channels)

  const textWidth = fixedSize(input(unet!, 'encoder_hidden_states'), 2) ?? numberIn(configs.unet, 'cross_attention_dim') ?? 768
  const embedding = input(unet!, 'timestep_cond')
  const guidance = embedding && (fixedSize(embedding, 1) ?? numberIn(configs.unet, 'time_cond_proj_dim') ?? 256)
  const openClip = !isXl && textWidth === 1024 // the text model of SD 2.x and SD-Turbo
  const text = textOutputs(isXl, configs, textEncoder!, textEncoder2)
  const second = isXl ? (found.tokenizer2 ?? tokenizer) : null
  const latent = latentFacts(isXl, channels, configs.vae, vaeDecoder!)
  const scheduler = schedulerConfig(configs.scheduler, usualScheduler(found))
  const size = sizeFacts(isXl, found, latent.factor)
  return {
    family: familyName(found, isXl, openClip, guidance !== undefined),
    tokenizer: tokenizerFacts(tokenizer!, textEncoder!, configs.textEncoder, openClip ? 'always' : 'never'),
    ...(second && { tokenizer2: tokenizerFacts(second, textEncoder2!, configs.textEncoder2, found.tokenizer2 ? 'never' : 'always') }),
    ...(text && { text }),
    scheduler, latent, size, textWidth,
    ...(guidance !== undefined && { guidanceEmbedding: guidance }),
    defaults: defaults(found, isXl, guidance !== undefined, schedulerClass(scheduler)),
  }
}

function demandParts(parts: Record<string, unknown>): void {
  const missing = Object.keys(parts).filter((part) => !parts[part]).map((part) => partNames[part] ?? part)
  if (missing.length === 0) return
  throw new EngineError('model-broken.parts', { missing: missing.join(', ') })
}

/** The names that every exporter gives to what a part cannot do without. */
function demandInputs(part: string, { inputs }: GraphFacts, names: readonly string[]): void {
  const lost = names.filter((name) => !inputs.some((tensor) => tensor.name === name))
  if (lost.length > 0) throw new EngineError('model-broken.inputs', { part, missing: lost.join(', ') }, inputs.map(({ name }) => name).join(', '))
}

/** Whether a text is all that the UNet needs. */
function demandTextToImage({ inputs }: GraphFacts, channels: number): void {
  const odd = inputs.map(({ name }) => name).filter((name) => !unetInputs.includes(name))
  if (odd.some((name) => /^(down|mid)_block|controlnet/.test(name))) throw new EngineError('model-broken.unet-controlnet', { inputs: odd.join(', ') })
  if (odd.length > 0) throw new EngineError('model-broken.unet-inputs', { inputs: odd.join(', ') })
  const sample = inputs.find(({ name }) => name === 'sample')
  if (sample?.shape.length === 5) throw new EngineError('model-broken.unet-video', {}, `sample is [${sample.shape.join(', ')}]`)
  if (channels === 9) throw new EngineError('model-broken.unet-inpainting', {})
  if (channels === 8) throw new EngineError('model-broken.unet-editing', {})
  if (channels === 5 || channels === 7) throw new EngineError('model-broken.unet-picture', {}, `${channels} channels`)
}

/** Filled up with “!” instead of what the config says: OpenCLIP was trained so, and some of its exports say otherwise. */
function tokenizerFacts({ path, merges, configPath, vocabulary, config, map }: TokenizerFiles, encoder: GraphFacts, encoderConfig: Config, exclamation: 'always' | 'never'): ModelTokenizer {
  const length = fixedSize(input(encoder, 'input_ids'), 1) ?? maxLength(config, numberIn(encoderConfig, 'max_position_embeddings'))
  return {
    tokenizer: path,
    ...(merges !== undefined && { merges }),
    ...(configPath !== undefined && { config: configPath }),
    maxLength: length,
    padId: exclamation === 'always' ? padId(vocabulary, { pad_token: '!' }, {}) : padId(vocabulary, config, map),
  }
}

/** SDXL reads the layer before the last of both encoders, without the final norm, and the second one's sentence vector. */
function textOutputs(isXl: boolean, configs: ModelConfigs, first: GraphFacts, second: GraphFacts | undefined): TextOutputs | undefined {
  if (!isXl || !second) {
    const named = first.outputs.some(({ name }) => name === 'last_hidden_state')
    const states = first.outputs.find(({ shape }) => shape.length === 3)
    return named || !states ? undefined : { states: [states.name] }
  }
  const pooled = second.outputs.find(({ name }) => name === 'text_embeds')
  if (!pooled) throw new EngineError('model-broken.text-embeds', {})
  return {
    states: [penultimate(first, configs.textEncoder), penultimate(second, configs.textEncoder2)],
    pooled: pooled.name,
    ...(configs.index['force_zeros_for_empty_prompt'] !== false && { zerosForEmpty: true }),
  }
}

function penultimate({ outputs }: GraphFacts, config: Config): string {
  const layers = outputs.flatMap(({ name }) => (/^hidden_states\.\d+$/.test(name) ? [Number(name.slice('hidden_states.'.length))] : [])).toSorted((a, b) => a - b)
  const asked = (numberIn(config, 'num_hidden_layers') ?? NaN) - 1
  // Some exports carry the one layer that is read, others all of them.
  const layer = layers.length === 1 ? layers[0] : layers.includes(asked) ? asked : layers.at(-2)
  if (layer === undefined) throw new EngineError('model-broken.hidden-states', {})
  return `hidden_states.${layer}`
}

function latentFacts(isXl: boolean, channels: number, vae: Config, decoder: GraphFacts): ModelLatent {
  // TAESD and its kin have no normalisation layers; they take latents as the sampler leaves them, whatever a config beside them says.
  const norms = [...decoder.operators.keys()].some((operator) => /Norm/.test(operator))
  const tiny = textIn(vae, '_class_name') === 'AutoencoderTiny' || (!norms && decoder.operators.has('Tanh'))
  const shift = tiny ? 0 : numberIn(vae, 'shift_factor')
  const rgb = channels !== 4 ? greyLatentRgb(channels) : isXl ? sdxlLatentRgb : sdLatentRgb
  return {
    channels,
    factor: 2 ** (lengthIn(vae, 'block_out_channels') ?? 4) / 2,
    scaling: tiny ? 1 : (numberIn(vae, 'scaling_factor') ?? (isXl ? 0.13025 : 0.18215)),
    ...(shift && { shift }),
    // The raw export ends in [0,1]; diffusers' AutoencoderTiny ends in x·2 - 1, the only subtraction there is.
    ...(tiny && !norms && decoder.operators.size > 0 && !decoder.operators.has('Sub') && { range: 'unit' as const }),
    ...rgb,
  }
}

function sizeFacts(isXl: boolean, { name, configs, graphs }: Found, factor: number): ModelManifest['size'] {
  const sample = input(graphs.unet!, 'sample')
  const fixed = [fixedSize(sample, 3), fixedSize(sample, 2)]
  const usual = numberIn(configs.unet, 'sample_size') ?? (isXl && !/turbo/i.test(name) ? 128 : 64)
  const [width = usual, height = usual] = fixed
  // The UNet halves the latent that often: an odd side would come back with another size.
  const step = fixed[0] && fixed[1] ? factor : factor * 2 ** graphs.unet!.halvings
  const side = (places: number) => Math.max(step, Math.round((places * factor) / step) * step)
  const sides = [side(width), side(height)]
  return {
    width: sides[0]!, height: sides[1]!, step,
    min: fixed[0] && fixed[1] ? Math.min(...sides) : step,
    max: fixed[0] && fixed[1] ? Math.max(...sides) : Math.max(2048, ...sides),
  }
}

const isFast = (name: string) => /turbo|sdxs/i.test(name)
const isLcm = ({ name, configs }: Found) => /lcm/i.test(name) || /LCM|LatentConsistency/.test(`${schedulerClass(configs.scheduler ?? {})} ${textIn(configs.index, '_class_name')}`)

function usualScheduler(found: Found): { _class_name: string; timestep_spacing?: 'trailing' } {
  if (isLcm(found) || (found.graphs.unet && input(found.graphs.unet, 'timestep_cond'))) return { _class_name: 'LCMScheduler' }
  return isFast(found.name) || /lightning/i.test(found.name) ? { _class_name: 'EulerDiscreteScheduler', timestep_spacing: 'trailing' } : { _class_name: 'PNDMScheduler' }
}

function defaults(found: Found, isXl: boolean, embedded: boolean, className: string): ModelManifest['defaults'] {
  const sampler = samplerOfClass(className) ?? 'euler'
  const schedule = 'diffusers'
  if (embedded) return { sampler, schedule, steps: 4, guidance: 8.5 }
  if (isFast(found.name)) return { sampler, schedule, steps: 1, guidance: 1 }
  if (isLcm(found) || /lightning/i.test(found.name)) return { sampler, schedule, steps: 4, guidance: 1 }
  return { sampler, schedule, steps: 25, guidance: isXl ? 5 : 7.5 }
}

function familyName(found: Found, isXl: boolean, openClip: boolean, embedded: boolean): string {
  const velocity = found.configs.scheduler?.prediction_type === 'v_prediction'
  const base = isXl ? 'Stable Diffusion XL' : openClip || velocity ? 'Stable Diffusion 2' : 'Stable Diffusion 1'
  const kind = embedded || isLcm(found) ? ' LCM' : isFast(found.name) ? ' Turbo' : ''
  return `${base}${kind}${velocity ? ' (v-prediction)' : ''}`
}
