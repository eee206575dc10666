// What the engine runs on, as it found it at its start.

export type Backend = 'webgpu' | 'wasm'

export interface Capabilities {
  /** What a model will run on. */
  backend: Backend
  /** Why not WebGPU, when backend is wasm. */
  reason: 'no-webgpu' | 'no-adapter' | 'no-answer' | 'software-adapter' | 'forced' | null
  adapter: { vendor: string; architecture: string; description: string; software: boolean } | null
  /** The adapter offers half precision, and was right in it when it was tried. */
  shaderF16: boolean
  /** WebAssembly stack switching: the faster ONNX runtime build. */
  jspi: boolean
  crossOriginIsolated: boolean
  /** Threads the wasm backend will use. */
  threads: number
  maxBufferBytes: number
}
