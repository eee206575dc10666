// The trial of the ONNX runtime's own arithmetic in half precision: its kernels are not ours, and what a driver makes of one tells
// little of the other. Loads the runtime, so it is held when a model in half precision is about to be used (model/tried-machine.ts).
import { fromHalves, toHalves } from '../../src/core/half'
import type { TrialOutcome } from '../../src/protocol/machine'
import { heldTrials, knownTrial, runtimeHalfTrial } from '../gpu/trials'
import { trialErrors, trialInputs } from '../gpu/trial-numbers'
import type { TrialKernel } from '../gpu/trial-numbers'
import { trialGraphs, writeTrialGraph } from '../onnx/trial-graphs'
import { openMachineRecords } from '../store/machine-records'
import { findAdapter } from './adapter'
import { deviceFor } from './device'
import type { SerialQueue } from './queue'
import { loadRuntime } from './runtime'
import type { OrtModule } from './runtime'

type Real = 'float16' | 'float32'

/** What the runtime makes of each kernel's inputs on `device`; null = on the processor. Nothing else may run meanwhile. */
export async function runRuntimeTrial(ort: OrtModule, device: GPUDevice | null, real: Real): Promise<Record<TrialKernel, Float32Array>> {
  const made = {} as Record<TrialKernel, Float32Array>
  for (const { kernel, a, b } of trialInputs()) {
    const { dims } = trialGraphs[kernel]
    const session = await ort.InferenceSession.create(await writeTrialGraph(trialGraphs[kernel], real), {
      executionProviders: [device ? { name: 'webgpu', device, storageBufferCacheMode: 'simple' } : 'wasm'],
      logSeverityLevel: 3,
    })
    const tensor = (values: Float32Array, shape: readonly number[]) => {
      const own = values.subarray(0, shape.reduce((product, size) => product * size, 1))
      return real === 'float16' ? new ort.Tensor(real, toHalves(own), shape) : new ort.Tensor(real, own, shape)
    }
    try {
      const { result } = await session.run({ a: tensor(a, dims.a), b: tensor(b, dims.b) })
      made[kernel] = floatsOf(result!.data as Float32Array | Uint16Array, real)
    } finally {
      await session.release()
    }
  }
  return made
}

/** Halves come as their bits, or as a Float16Array where the engine has one: the same memory. */
function floatsOf(data: Float32Array | Uint16Array, real: Real): Float32Array {
  return real === 'float16' ? fromHalves(new Uint16Array(data.buffer, data.byteOffset, data.length)) : Float32Array.from(data)
}

/** Holds it on a device of its own, unless it was held before. */
export async function holdRuntimeTrial(subgroups: boolean, queue: SerialQueue): Promise<TrialOutcome> {
  const unanswered: TrialOutcome = { trial: runtimeHalfTrial.name, ended: 'unanswered', errors: {} }
  const adapter = await findAdapter()
  if (typeof adapter === 'string') return unanswered
  const records = openMachineRecords()
  const known = await knownTrial(adapter, records, runtimeHalfTrial)
  if (known) return known
  const ort = await loadRuntime('webgpu')
  const trial = { ...runtimeHalfTrial, hold: async (device: GPUDevice) => trialErrors(await runRuntimeTrial(ort, device, 'float16')) }
  const [outcome] = await queue(() => heldTrials(adapter, records, [trial], deviceFor(adapter, subgroups)))
  return outcome ?? unanswered
}
