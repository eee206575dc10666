// What the engine runs on, as it found it at its start, and what it tried of it.

export type Backend = 'webgpu' | 'wasm'

/** What is tried of a GPU before it is trusted: our own kernels in half precision, sums over subgroups, the ONNX runtime's half precision. */
export type TrialName = 'half' | 'subgroups' | 'runtime-half'

export interface TrialOutcome {
  trial: TrialName
  /** 'unanswered' = it could not be held, or no answer came in time: not trusted, and held again at the next start. */
  ended: 'passed' | 'failed' | 'unanswered'
  /** By kernel: the largest distance from the processor's numbers, over the largest of those; NaN where one came that is no number. */
  errors: Readonly<Record<string, number>>
}

export interface Capabilities {
  /** What a model will run on. */
  backend: Backend
  /** Why not WebGPU, when backend is wasm. */
  reason: 'no-webgpu' | 'no-adapter' | 'no-answer' | 'software-adapter' | 'forced' | null
  adapter: { vendor: string; architecture: string; description: string; software: boolean } | null
  /** The adapter offers half precision, and was right in it whenever it was tried. */
  shaderF16: boolean
  /** The same of subgroups. */
  subgroups: boolean
  /** Those held so far, of what the adapter offers. */
  trials: readonly TrialOutcome[]
  /** WebAssembly stack switching: the faster ONNX runtime build. */
  jspi: boolean
  crossOriginIsolated: boolean
  /** Threads the wasm backend will use. */
  threads: number
  maxBufferBytes: number
}

/** All that was found out, for a report of a fault. */
export interface SelfTest {
  capabilities: Capabilities
  /** The browser, by its own word. */
  browser: string
  /** What the adapter says of itself; null where there is none. */
  adapter: AdapterFacts | null
}

export interface AdapterFacts {
  vendor: string
  architecture: string
  device: string
  description: string
  /** All that it offers. */
  features: string[]
  /** Those that the engine asks for, at its start. */
  asked: string[]
  limits: Record<string, number>
}
