// What models.manifest.json says of a model: files with bytes and hashes, tensor conventions, defaults, limits.
// The facts that differ between published exports are fields here, so that no stage guesses them.
import type { SchedulerConfig } from './schedule'

export interface ModelFile {
  /** Path below the model's `baseUrl`; also its name in storage. */
  path: string
  bytes: number
  /** Nobody knows the exact size yet: `bytes` is about right, and the server is asked before the first download (library/complete-model.ts). */
  approximate?: true
  /** Lower-case hex. Absent = nobody published it: that of the first download is recorded in this browser and enforced ever after. */
  sha256?: string
  /** Absolute; only of a file that is not below `baseUrl`. */
  url?: string
}

/** One ONNX graph and the external-data files it names. */
export interface ModelGraph {
  graph: string
  /** Storage path of each external-data file, keyed by the `location` written in the graph. */
  externalData: Record<string, string>
  session?: SessionOptions
}

/** How a session is made of a graph that does not run as it is. */
export interface SessionOptions {
  /** Sizes for the axes that the graph leaves open, by name. */
  freeDimensionOverrides?: Record<string, number>
  /** 'disabled' = the runtime's own fusions break the graph. */
  graphOptimizationLevel?: 'all' | 'disabled'
}

/** A CLIP tokenizer as published. */
export interface ModelTokenizer {
  /** tokenizer.json, or vocab.json where `merges` is given too. */
  tokenizer: string
  merges?: string
  /** tokenizer_config.json, where there is one. */
  config?: string
  maxLength: number
  padId: number
}

/** Which outputs of the text encoders the UNet reads; absent = last_hidden_state of the one encoder. */
export interface TextOutputs {
  /** One for each encoder; their states are put side by side. */
  states: string[]
  /** Output of the last encoder that holds the sentence as one vector (SDXL's text_embeds). */
  pooled?: string
  /** SDXL: an empty negative prompt is zeros, not the states of an empty text. */
  zerosForEmpty?: boolean
}

export interface ModelGraphs {
  textEncoder: ModelGraph
  /** SDXL's second one. */
  textEncoder2?: ModelGraph
  unet: ModelGraph
  vaeDecoder: ModelGraph
  vaeEncoder?: ModelGraph
  /** The UNet with its cross-attention as further outputs. */
  xrayUnet?: ModelGraph
  /** The UNet distilled to draw in four steps without guidance. */
  instantUnet?: ModelGraph
}

/** What an adapter must have for a precision. */
export const gpuFeatures = ['shader-f16'] as const
export type GpuFeature = (typeof gpuFeatures)[number]

/** One set of graphs of the same model: how its weights are stored and in what it computes. */
export interface ModelPrecision {
  /** Such as fp32, fp16, q8, q8f16, q4. */
  id: string
  /** Absent = any machine. */
  requires?: GpuFeature[]
  graphs: ModelGraphs
  /** dB of the finished picture against fp32. */
  psnr?: number
}

export interface ModelManifest {
  id: string
  name: string
  description: { en: string; zh: string }
  /** Such as Stable Diffusion XL. */
  family?: string
  licence: string
  licenceUrl?: string
  /** A person must say yes to the licence before the first download. */
  acceptLicence?: true
  /** Absolute, or relative to the page. Ends in '/'. '' = the files came from a person's disk and are found by their hashes. */
  baseUrl: string
  /** Where it lies on a hub; `baseUrl` follows from it and the hub's address (core/hub.ts). */
  source?: HubSource
  minimum?: MinimumAdapter
  files: ModelFile[]
  /** The preferred one first. */
  precisions: ModelPrecision[]
  tokenizer: ModelTokenizer
  /** Of the second text encoder. */
  tokenizer2?: ModelTokenizer
  text?: TextOutputs
  /** diffusers scheduler_config fields. */
  scheduler: SchedulerConfig
  latent: ModelLatent
  size: { width: number; height: number; step: number; min: number; max: number }
  /** Width of the text states the UNet reads. */
  textWidth: number
  /** The UNet takes the guidance scale as an embedding of this width (LCM's timestep_cond): guided inside, never by two predictions. */
  guidanceEmbedding?: number
  defaults: { sampler: string; schedule: string; steps: number; guidance: number }
  /** Prompts that show what the model can do. */
  examples: { en: string[]; zh: string[] }
}

/** A repository on Hugging Face or a mirror of it, and the commit, tag or branch in it. */
export interface HubSource {
  repo: string
  revision: string
}

/** What the adapter must allow for the model's own picture size. */
export interface MinimumAdapter {
  /** Of the largest single buffer: a weight, or a picture half-way through the decoder. */
  maxBufferBytes?: number
  /** The weights of the largest part and its largest buffer: what lies in GPU memory at once even when parts take turns. */
  gpuBytes?: number
}

export interface ModelLatent {
  channels: number
  /** Pixels to a side of one latent place. */
  factor: number
  /** The decoder takes latent / scaling + shift. */
  scaling: number
  shift?: number
  /** What the decoder gives: [-1,1] when absent, 'unit' = [0,1]. */
  range?: 'unit'
  /** [channels][3], latent → RGB in [-1,1]. */
  rgbFactors: number[][]
  rgbBias: number[]
}

/** A decoder alone, such as TAESD: takes the place of the decoder of any model with the same latents (core/fast-decoder.ts). */
export interface DecoderManifest extends Pick<ModelManifest, 'id' | 'name' | 'description' | 'licence' | 'licenceUrl' | 'acceptLicence' | 'baseUrl' | 'source' | 'files'> {
  /** Whose latents it reads: those of Stable Diffusion 1 and 2, or of SDXL. */
  latents: (typeof latentSpaces)[number]
  graph: ModelGraph
  latent: Pick<ModelLatent, 'scaling' | 'shift' | 'range'>
}

export const latentSpaces = ['sd', 'sdxl'] as const

export interface ManifestFile {
  version: 1
  models: ModelManifest[]
  decoders?: DecoderManifest[]
}
