// What this browser and machine can do, found without loading a model or the ONNX runtime.
import type { Backend, Capabilities } from '../src/protocol/machine'
import { findAdapter } from './ort/device'
import { hasJspi, wasmThreads } from './ort/runtime'

/** `forced` is the page's `?backend=`. A software adapter computes on the CPU, far slower than wasm does: not chosen unasked. */
export async function readCapabilities(forced: Backend | null): Promise<Capabilities> {
  const adapter = await findAdapter()
  const info = adapter?.info
  const software = info ? info.isFallbackAdapter || info.architecture === 'swiftshader' : false
  const wasmReason = !adapter
    ? (navigator.gpu as GPU | undefined) ? 'no-adapter' : 'no-webgpu'
    : forced === 'wasm' ? 'forced' : software && forced !== 'webgpu' ? 'software-adapter' : null
  return {
    backend: wasmReason ? 'wasm' : 'webgpu',
    reason: wasmReason,
    adapter: info ? { vendor: info.vendor, architecture: info.architecture, description: info.description, software } : null,
    shaderF16: adapter?.features.has('shader-f16') ?? false,
    jspi: hasJspi,
    crossOriginIsolated: self.crossOriginIsolated,
    threads: wasmThreads(),
    maxBufferBytes: adapter?.limits.maxStorageBufferBindingSize ?? 0,
  }
}
