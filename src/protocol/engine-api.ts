// The contract between the page and the diffusion worker: plain data, owned by neither side.
// The worker implements EngineApi, the page calls it through comlink; errors cross as EngineError (errors.ts).
import type { EngineEvent, LoadProgress } from './events'
import type { Attention } from '../core/attention'
import type { MemoryFit, MemoryPlan, MemoryWish } from './memory'
import type { ModelsApi, PrecisionWish } from './models-api'

export interface EngineApi extends ModelsApi {
  /** What this browser and machine can do. Cheap; never loads a model or the ONNX runtime. */
  capabilities(): Promise<Capabilities>
  /** Downloads what is missing, verifies it, builds the sessions and warms them up. Idempotent for the loaded model, precision and wish of memory. */
  load(modelId: string, onProgress: (progress: LoadProgress) => void, choice?: LoadChoice): Promise<LoadedModel>
  /** Whether load() would find memory enough, and by which plan. Cheap; opens neither the model nor the ONNX runtime. */
  fit(modelId: string, choice?: LoadChoice): Promise<MemoryFit>
  /** Runs one request; one at a time (a second call waits). Rejects with code `cancelled` after cancel(). */
  generate(request: GenerateRequest, onEvent: (event: EngineEvent) => void): Promise<GenerateResult>
  /** Stops the running generate() or load() at the next safe point. Resolves when asked, not when stopped. */
  cancel(): Promise<void>
  /** Hands the canvases over on which previews are drawn; null detaches. Both stay the worker's until it ends. */
  attachCanvases(preview: OffscreenCanvas, strip: OffscreenCanvas): Promise<void>
  /** Redraws the preview canvas with step `index` of the last run, decoded in full quality; -1 = the finished picture. */
  showStep(index: number): Promise<void>
  /** Frees the sessions and the GPU memory; the files stay stored. */
  unload(): Promise<void>
  /** GPU and wasm memory now and at its highest since the worker started. */
  memory(): Promise<MemoryReport>
  /** Ends everything; the worker may be terminated afterwards. */
  dispose(): Promise<void>
}

export interface LoadChoice extends PrecisionWish {
  /** Absent = chosen automatically, and chosen anew when memory runs out. */
  memory?: MemoryWish
}

export type Backend = 'webgpu' | 'wasm'

export interface Capabilities {
  /** What a model will run on. */
  backend: Backend
  /** Why not WebGPU, when backend is wasm. */
  reason: 'no-webgpu' | 'no-adapter' | 'software-adapter' | 'forced' | null
  adapter: { vendor: string; architecture: string; description: string; software: boolean } | null
  shaderF16: boolean
  /** WebAssembly stack switching: the faster ONNX runtime build. */
  jspi: boolean
  crossOriginIsolated: boolean
  /** Threads the wasm backend will use. */
  threads: number
  maxBufferBytes: number
}

export interface LoadedModel {
  modelId: string
  /** Id of the one in use. */
  precision: string
  backend: Backend
  /** Where the files came from. */
  source: 'network' | 'cache' | 'mixed'
  /** Seconds until ready, by phase. */
  seconds: { files: number; sessions: number; warmup: number }
  /** What was changed in its graphs so that they run here. */
  repairs: GraphRepair[]
  /** How its parts lie in memory. */
  memory: MemoryPlan
  /** The plan chosen first ran out of memory, and this is a lighter one. */
  retried: boolean
}

/** A change that one graph of a model needed, and in how many places. */
export interface GraphRepair {
  /** Its path. */
  graph: string
  name: RepairName
  places: number
}

export type RepairName = 'replaced-weights' | 'double-to-float' | 'mean-latent' | 'hidden-states' | 'attention-taps' | 'outputs' | 'external-weights'

export interface GenerateRequest {
  prompt: string
  negativePrompt: string
  steps: number
  /** Classifier-free guidance scale; ≤ 1 runs the network without the empty prompt. */
  guidance: number
  /** Sampler id from core/samplers. */
  sampler: string
  /** Schedule id from core/schedule, or 'automatic' for the sampler's own. */
  schedule: string
  /** 0 … 2^53-1; which numbers it means depends on `rng`. */
  seed: number
  rng: 'cpu' | 'nv'
  /** Pixels, multiples of the model's size step. */
  width: number
  height: number
  /** Settings of the samplers that have them (their meta.options); absent = the sampler's own. */
  samplerOptions?: { eta?: number; sNoise?: number; sChurn?: number; sTmin?: number; sTmax?: number }
  /** A second seed and how far to go towards it, 0 … 1: A1111's variation seed. */
  variation?: { seed: number; strength: number }
  /** The size in pixels at which the seed was found: A1111's seed resize. */
  seedSize?: { width: number; height: number }
  /** A1111's eta noise seed delta: later noise comes from seed + ensd. */
  ensd?: number
  guidanceOptions?: GuidanceOptions
  /** How each step is shown: the linear latent→RGB map, or the whole decoder; 'none' leaves the canvases and the last run's steps alone. Where parts take turns 'full' is 'fast'. */
  preview: 'fast' | 'full' | 'none'
  /** Step events bring small copies of the preview with them. */
  livePictures?: boolean
  /** 'instant' = the UNet distilled for four steps of LCM without guidance. Absent = 'full'. */
  edition?: 'full' | 'instant'
  /** Runs the x-ray UNet and sends an `attention` event after every step: its maps per token, or every layer's heads beside them. */
  attention?: 'tokens' | 'heads'
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

export interface GenerateResult {
  /** PNG with the A1111 `parameters` text chunk. */
  png: Blob
  width: number
  height: number
  /** A1111 infotext: everything needed to make the picture again. */
  infotext: string
  backend: Backend
  timings: Timings
  /** Averaged over all steps; when asked for. */
  attention?: Attention
}

export interface Timings {
  encodeMs: number
  /** One entry per step: wall time between two finished steps (GPU work included). */
  stepMs: number[]
  decodeMs: number
  totalMs: number
  /** Bytes this program wrote to the GPU and readbacks it asked for inside the loop, largest step. WebGPU only. */
  traffic: { uploadBytesPerStep: number; readbacks: number } | null
}

export interface MemoryReport {
  gpuBytes: number
  gpuPeakBytes: number
  wasmHeapBytes: number
}
