// What models.manifest.json says of a model: files with bytes and hashes, tensor conventions, defaults, limits.
// The facts that differ between published exports are fields here, so that no stage guesses them.
import type { SchedulerConfig } from './schedule'

export interface ModelFile {
  /** Path below the model's `baseUrl`; also its name in storage. */
  path: string
  bytes: number
  /** Lower-case hex. */
  sha256: string
}

/** One ONNX graph and the external-data files it names. */
export interface ModelGraph {
  graph: string
  /** Storage path of each external-data file, keyed by the `location` written in the graph. */
  externalData: Record<string, string>
}

export interface ModelGraphs {
  textEncoder: ModelGraph
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
  tokenizer: { tokenizer: string; config: string; maxLength: number; padId: number }
  /** diffusers scheduler_config fields. */
  scheduler: SchedulerConfig
  latent: { channels: number; factor: number; scaling: number; /** [channels][3], latent → RGB in [-1,1]. */ rgbFactors: number[][]; rgbBias: number[] }
  size: { width: number; height: number; step: number; min: number; max: number }
  /** Width of the text states the UNet reads. */
  textWidth: number
  defaults: { sampler: string; schedule: string; steps: number; guidance: number }
  /** Prompts that show what the model can do. */
  examples: { en: string[]; zh: string[] }
}

export interface ManifestFile { version: 1; models: ModelManifest[] }
