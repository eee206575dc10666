// Everything that makes one picture, as plain data: what the form fills, a link carries, a PNG remembers and the engine runs.
// Unions keep apart what cannot be combined. Scalars are listed in fields.ts, from which every other form of them is derived.
import type { MemoryPlan } from '../memory/plan'

export interface PictureRequest {
  model: ModelChoice
  prompt: { positive: string; negative: string; clipSkip?: number }
  /** Pixels, multiples of the model's size step. */
  size: Size
  source: Source
  sampling: Sampling
  seed: Seed
  guidance: Guidance
  /** In the order in which they are applied. */
  adapters: Adapter[]
  controls: Control[]
  /** After the first picture, in this order. */
  passes: Pass[]
  /** Which edges of the picture continue on the other side. */
  seamless?: 'x' | 'y' | 'both'
  /** 'instant' = the UNet distilled for four steps of LCM without guidance. Absent = 'full'. */
  network?: 'full' | 'instant'
  /** MultiDiffusion (arXiv 2302.08113): the network sees windows of this side and averages them where they overlap. Pixels. */
  windows?: { side: number; overlap: number }
}

export interface Size { width: number; height: number }

/** Absent = the best that runs here, and memory chosen automatically. */
export interface ModelChoice { id: string; precision?: string; memory?: Partial<MemoryPlan> }

export interface Sampling {
  /** Any name core/samplers knows. */
  sampler: string
  /** Id from core/schedule, or 'automatic' for the sampler's own. */
  schedule: string
  steps: number
  /** Of the samplers that have them (their meta.options); absent = the sampler's own. */
  options?: { eta?: number; sChurn?: number; sTmin?: number; sTmax?: number; sNoise?: number }
}

export interface Seed {
  /** 0 … 2^53-1; which numbers it means depends on `rng`. */
  value: number
  /** 'cpu' = the noise of torch's CPU generator, 'nv' = of a CUDA card. */
  rng: 'cpu' | 'nv'
  /** A second seed and how far to go towards it, 0 … 1: A1111's variation seed. */
  variation?: { seed: number; strength: number }
  /** The size in pixels at which the seed was found: A1111's seed resize. */
  resizeFrom?: Size
  /** A1111's eta noise seed delta: later noise comes from value + ensd. */
  ensd?: number
  /** diffusers' rule for a batch: one generator draws for all `count` pictures at once, and this is picture `index` of them. */
  batch?: { index: number; count: number }
}

export interface Guidance extends GuidanceOptions {
  /** Classifier-free guidance; ≤ 1 runs the network without the negative prompt. */
  scale: number
}

/** Variants of classifier-free guidance, each off when absent. */
export interface GuidanceOptions {
  /** φ, 0 … 1 (arXiv 2305.08891): pulls the contrast of the guided prediction back to the prompt's own. */
  rescale?: number
  /** Guides only while low < σ ≤ high (arXiv 2404.07724). */
  interval?: { low: number; high: number }
  /** A1111's s_min_uncond: below this σ every second call runs without the negative prompt. */
  skipUncondBelow?: number
  /** Adaptive projected guidance (arXiv 2410.02416): η scales the part along the prediction, maxNorm caps the push (0 = no cap). */
  projection?: { eta: number; maxNorm: number }
}

/** What the run starts from. */
export type Source =
  | { kind: 'noise' }
  | ({ kind: 'picture'; image: ImageRef } & FromPicture)
  /** Where the mask is white, the picture is made anew. Without a mask only what `extend` adds is. */
  | ({ kind: 'inpaint'; image: ImageRef; mask?: ImageRef } & FromPicture & Inpainting)
  /** The latent of another job after one of its steps. */
  | { kind: 'latent'; job: string; step: number }

export interface FromPicture {
  /** 0 … 1: how far the picture goes back into noise before it is drawn again (A1111's denoising strength). */
  strength: number
  fit: Fit
  /** How many steps a strength is worth; absent = 'a1111'. */
  rule?: 'a1111' | 'diffusers'
  /** A1111's initial noise multiplier; absent = 1. */
  noiseMultiplier?: number
}

export interface Inpainting {
  /** σ of the mask's blur in pixels of the mask, across and down. */
  blur: { x: number; y: number }
  /** What stands under the mask before the first step (A1111's masked content 0 … 3). */
  fill: 'blur' | 'original' | 'noise' | 'nothing'
  /** Draws only the mask's surroundings, this many pixels around it, at the request's size. Absent = the whole picture. */
  padding?: number
  /** Keeps what is white, makes the rest anew. */
  invert?: boolean
  /** A grey mask keeps its greys in the latent (A1111's soft inpainting by mask_round = false). Absent = rounded. */
  soft?: boolean
  /** Outpainting: pixels added on each side of the picture, filled from its edge and masked. */
  extend?: Sides
}

export interface Sides { left: number; top: number; right: number; bottom: number }

/** How a picture of another size becomes one of this size. */
export type Fit = 'stretch' | 'crop' | 'pad' | 'latent'

/** A LoRA or a textual inversion. */
export type Adapter =
  | { kind: 'lora'; id: string; weight: number; textWeight?: number }
  | { kind: 'embedding'; id: string }

/** A ControlNet; from and to are shares of the steps, 0 … 1. */
export interface Control { model: string; image: ImageRef; preprocess?: string; weight: number; from: number; to: number }

export type Pass =
  | ({ kind: 'upscale' } & Enlargement)
  /** Hires fix: draws again at another size, from what was drawn so far. What is absent is as in the first pass. */
  | { kind: 'redraw'; by: string; to: { scale: number } | Size; strength: number; steps?: number; sampler?: string; schedule?: string; guidance?: number; prompt?: { positive: string; negative: string } }
  /** A1111's "SD upscale": enlarges, then draws each tile of the request's size again; overlap in pixels. */
  | { kind: 'redraw-tiles'; by: string; scale: number; overlap: number; strength: number }

/** How a picture is made larger: by an upscaler's id (core/upscale), two of them blended where `second` is there. */
export interface Enlargement {
  by: string
  to: { scale: number } | (Size & { crop: boolean })
  /** visibility 0 … 1 = the second one's share. */
  second?: { by: string; visibility: number }
}

/** A picture that was handed over once (JobsApi.putImage), by the SHA-256 of its file. */
export interface ImageRef { sha256: string; width: number; height: number }
