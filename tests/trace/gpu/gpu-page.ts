// The page that runs trace files and kernel checks on the app's own WGSL algebra; lab/gpu-traces.ts drives it.
import type { NoiseSource } from '../../../src/core/random/noise-source'
import { gpuLatents } from '../../../workers/latents/gpu-latents'
import type { GpuLatent } from '../../../workers/latents/gpu-latents'
import { emptyLedger, watchGpu } from '../../../workers/gpu/ledger'
import { mapKernel } from '../../../workers/gpu/map-kernel'
import { readFloats } from '../../../workers/gpu/read-floats'
import { trialErrors } from '../../../workers/gpu/trial-numbers'
import { latentOps } from '../../../workers/latents/latent-home'
import { loadRuntime } from '../../../workers/ort/runtime'
import { runRuntimeTrial } from '../../../workers/ort/runtime-trial'
import { checkKernels } from './kernel-checks'
import type { KernelChecks } from './kernel-checks'
import type { TraceBackend } from '../backend'
import type { CaseResult } from '../deviation'
import { runFile } from '../run-cases'
import type { TraceFile } from '../run-cases'

declare global {
  interface Window {
    runTraces(file: TraceFile): Promise<CaseResult[]>
    checkKernels(): Promise<KernelChecks>
    checkRuntime(): Promise<Record<string, number>>
  }
}

async function openDevice(): Promise<GPUDevice> {
  const adapter = await navigator.gpu.requestAdapter()
  if (!adapter) throw new Error('no WebGPU adapter')
  return adapter.requestDevice({ requiredFeatures: (['subgroups'] as GPUFeatureName[]).filter((feature) => adapter.features.has(feature)) })
}

window.checkKernels = async () => checkKernels(await openDevice())
window.checkRuntime = async () => trialErrors(await runRuntimeTrial(await loadRuntime('webgpu'), await openDevice(), 'float32'))

window.runTraces = async (file) => {
  const device = await openDevice()
  const ledger = emptyLedger()
  watchGpu(device, ledger)
  const errors: string[] = []
  device.addEventListener('uncapturederror', ({ error }) => errors.push(error.message))
  const home = gpuLatents(device, () => {
    throw new Error('traces run no network')
  })
  const toy = mapKernel(device, 'tanh(0.5 * x) * parameter')
  let downloads = 0
  const backend: TraceBackend<GpuLatent> = {
    name: 'webgpu',
    ops: (noise: NoiseSource, length) => ({ ...latentOps(home, length, []), noise: () => home.upload(noise.next(length)) }),
    upload: home.upload,
    download: (x) => {
      downloads++
      return readFloats(device, x)
    },
    toyNetwork(x, weight) {
      const out = home.alloc(x.length)
      toy(out.buffer, x.length, x.buffer, weight)
      return out
    },
  }
  const results = await runFile(backend, file)
  if (ledger.readbacks !== downloads) throw new Error(`${ledger.readbacks - downloads} readbacks inside the loops`)
  if (errors.length > 0) throw new Error(errors[0])
  return results
}
