// The contract between the page and the diffusion worker: plain data, owned by neither side.
// The worker implements EngineApi, the page calls it through comlink; errors cross as EngineError (errors.ts).
import type { LoadProgress } from './events'
import type { JobId, JobsApi } from './jobs'
import type { LoadChoice, LoadedModel } from './loaded-model'
import type { Capabilities, SelfTest } from './machine'
import type { MemoryFit } from './memory'
import type { ModelsApi } from './models-api'

export interface EngineApi extends ModelsApi, JobsApi {
  /** What this browser and machine can do. Cheap; never loads a model or the ONNX runtime. */
  capabilities(): Promise<Capabilities>
  /** The same with all that was found out about the GPU, for a report of a fault. */
  selfTest(): Promise<SelfTest>
  /** Downloads what is missing, verifies it, builds the sessions and warms them up. Idempotent for the loaded model, precision and wish of memory. Jobs do it themselves; this is for whoever wants it done before. */
  load(id: JobId, modelId: string, onProgress: (progress: LoadProgress) => void, choice?: LoadChoice): Promise<LoadedModel>
  /** Whether load() would find memory enough, and by which plan. Cheap; opens neither the model nor the ONNX runtime. */
  fit(modelId: string, choice?: LoadChoice): Promise<MemoryFit>
  /** Hands the canvases over on which previews are drawn. Both stay the worker's until it ends. */
  attachCanvases(preview: OffscreenCanvas, strip: OffscreenCanvas): Promise<void>
  /** Frees the sessions and the GPU memory; the files stay stored. */
  unload(): Promise<void>
  /** GPU and wasm memory now and at its highest since the worker started. */
  memory(): Promise<MemoryReport>
  /** Ends everything; the worker may be terminated afterwards. */
  dispose(): Promise<void>
}

export interface MemoryReport {
  gpuBytes: number
  gpuPeakBytes: number
  wasmHeapBytes: number
}
