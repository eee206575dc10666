// What models.manifest.json says of a model: files with bytes and hashes, tensor conventions, defaults, limits.
// The facts that differ between published exports are fields here, so that no stage guesses them.
import type { SchedulerConfig } from './schedule'

export interface ModelFile {
  /** Path below the model's `baseUrl`; also its name in storage. */
  path: string
  bytes: number
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
  licence: string
  /** Absolute, or relative to the page. Ends in '/'. */
  baseUrl: string
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

export interface ManifestFile { version: 1; models: ModelManifest[] }
