// Loads the one ONNX runtime build that fits: native WebGPU with JSPI, with asyncify where JSPI is missing, or plain wasm.
// Never the default bundle: that is JSEP, another and older WebGPU implementation (docs/pitfalls.md).
import jspiWasm from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url'
import jspiMjs from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url'
import asyncifyWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url'
import asyncifyMjs from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url'
import plainWasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url'
import plainMjs from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url'
import type { Backend } from '../../src/protocol/machine'
import { watchWasmHeap } from './wasm-heap'

export type OrtModule = typeof import('onnxruntime-web/wasm')
export type OrtTensor = import('onnxruntime-web/wasm').Tensor

export const hasJspi = 'Suspending' in WebAssembly && 'promising' in WebAssembly

/** Threads the wasm build can use: more than one needs cross-origin isolation. */
export function wasmThreads(): number {
  return self.crossOriginIsolated ? Math.min(4, Math.max(1, Math.ceil(navigator.hardwareConcurrency / 2))) : 1
}

const loaded = new Map<Backend, Promise<OrtModule>>()

/** The runtime for a backend; loaded once, tried again after a failure. */
export function loadRuntime(backend: Backend): Promise<OrtModule> {
  const known = loaded.get(backend)
  if (known) return known
  const loading = importRuntime(backend).catch((error: unknown) => {
    loaded.delete(backend)
    throw error
  })
  loaded.set(backend, loading)
  return loading
}

async function importRuntime(backend: Backend): Promise<OrtModule> {
  watchWasmHeap()
  if (backend === 'wasm') {
    const ort = await import('onnxruntime-web/wasm')
    ort.env.wasm.wasmPaths = { wasm: plainWasm, mjs: plainMjs }
    ort.env.wasm.numThreads = wasmThreads()
    return ort
  }
  const ort = hasJspi ? await import('onnxruntime-web/jspi') : await import('onnxruntime-web/webgpu')
  ort.env.wasm.wasmPaths = hasJspi ? { wasm: jspiWasm, mjs: jspiMjs } : { wasm: asyncifyWasm, mjs: asyncifyMjs }
  // Only nodes that fall back to the CPU would use threads; none of ours should.
  ort.env.wasm.numThreads = 1
  return ort
}
