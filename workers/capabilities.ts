// What this browser and machine can do, found without loading a model or the ONNX runtime. What a GPU offers counts where it passed its
// trials.
import type { Backend, Capabilities, TrialOutcome } from '../src/protocol/machine'
import { halfTrial, heldTrials, knownTrial, passed, runtimeHalfTrial, subgroupTrial } from './gpu/trials'
import { findAdapter } from './ort/adapter'
import { deviceFor } from './ort/device'
import { hasJspi, wasmThreads } from './ort/runtime'
import { openMachineRecords } from './store/machine-records'

/** `forced` is the page's `?backend=`. A software adapter computes on the CPU, far slower than wasm does: not chosen unasked. */
export async function readCapabilities(forced: Backend | null, hold = holdFirstTrials): Promise<Capabilities> {
  const found = await findAdapter()
  const [adapter, none] = typeof found === 'string' ? [null, found] : [found, null]
  const info = adapter?.info
  const software = info ? info.isFallbackAdapter || info.architecture === 'swiftshader' : false
  const wasmReason = none ?? (forced === 'wasm' ? 'forced' : software && forced !== 'webgpu' ? 'software-adapter' : null)
  const trials = wasmReason === null ? await hold(adapter!) : []
  return {
    backend: wasmReason ? 'wasm' : 'webgpu',
    reason: wasmReason,
    adapter: info ? { vendor: info.vendor, architecture: info.architecture, description: info.description, software } : null,
    ...trusted(trials),
    jspi: hasJspi,
    crossOriginIsolated: self.crossOriginIsolated,
    threads: wasmThreads(),
    maxBufferBytes: adapter?.limits.maxStorageBufferBindingSize ?? 0,
  }
}

/** The runtime's halves count as right until they are tried, which is when they are first needed (ort/runtime-trial.ts). */
export function trusted(trials: readonly TrialOutcome[]): Pick<Capabilities, 'shaderF16' | 'subgroups' | 'trials'> {
  const runtimeIsWrong = trials.some(({ trial, ended }) => trial === 'runtime-half' && ended !== 'passed')
  return { shaderF16: passed(trials, 'half') && !runtimeIsWrong, subgroups: passed(trials, 'subgroups'), trials }
}

async function holdFirstTrials(adapter: GPUAdapter): Promise<TrialOutcome[]> {
  const records = openMachineRecords()
  const before = adapter.features.has('shader-f16') ? await knownTrial(adapter, records, runtimeHalfTrial) : null
  const held = await heldTrials(adapter, records, [halfTrial, subgroupTrial], deviceFor(adapter, true))
  return before ? [...held, before] : held
}
