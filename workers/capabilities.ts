// What this browser and machine can do, found without loading a model or the ONNX runtime.
import type { Backend, Capabilities } from '../src/protocol/machine'
import { trustsHalf } from './gpu/half-trust'
import { findAdapter } from './ort/adapter'
import { hasJspi, wasmThreads } from './ort/runtime'
import { openMachineRecords } from './store/machine-records'

/** `forced` is the page's `?backend=`. A software adapter computes on the CPU, far slower than wasm does: not chosen unasked.
 * Half precision counts as offered where it passed its trial. */
export async function readCapabilities(forced: Backend | null, trusts = (one: GPUAdapter) => trustsHalf(one, openMachineRecords())): Promise<Capabilities> {
  const found = await findAdapter()
  const [adapter, none] = typeof found === 'string' ? [null, found] : [found, null]
  const info = adapter?.info
  const software = info ? info.isFallbackAdapter || info.architecture === 'swiftshader' : false
  const wasmReason = none ?? (forced === 'wasm' ? 'forced' : software && forced !== 'webgpu' ? 'software-adapter' : null)
  const offersHalf = adapter?.features.has('shader-f16') ?? false
  return {
    backend: wasmReason ? 'wasm' : 'webgpu',
    reason: wasmReason,
    adapter: info ? { vendor: info.vendor, architecture: info.architecture, description: info.description, software } : null,
    shaderF16: offersHalf && wasmReason === null && (await trusts(adapter!)),
    jspi: hasJspi,
    crossOriginIsolated: self.crossOriginIsolated,
    threads: wasmThreads(),
    maxBufferBytes: adapter?.limits.maxStorageBufferBindingSize ?? 0,
  }
}
