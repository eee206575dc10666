// What an adapter offers is put on trial before it is used, as drivers exist that lie about it. A trial is held once for an adapter and a
// version of the browser, and how it ended is kept.
import type { TrialName, TrialOutcome } from '../../src/protocol/machine'
import { adapterLimitMs, within } from '../ort/adapter'
import type { MachineRecords } from '../store/machine-records'
import { runTrial } from './half-trial'
import { runSubgroupTrial } from './subgroup-trial'
import { nearEnough, trialErrors } from './trial-numbers'

export interface Trial {
  name: TrialName
  /** When its kernels or its numbers change, all adapters are tried again. */
  edition: string
  /** What is tried; an adapter that does not offer it has no such trial. */
  feature: 'shader-f16' | 'subgroups'
  /** What is far enough from the processor's numbers to be wrong (trial-numbers.ts). */
  nearEnough: number
}

export interface HeldTrial extends Trial {
  /** The errors by kernel. Rejects what the device refuses. */
  hold(device: GPUDevice): Promise<Record<string, number>>
}

export const halfTrial: HeldTrial = { name: 'half', edition: '1', feature: 'shader-f16', nearEnough, hold: async (device) => trialErrors(await runTrial(device, 'f16')) }
/** Sums of small whole numbers, which are exact. */
export const subgroupTrial: HeldTrial = { name: 'subgroups', edition: '1', feature: 'subgroups', nearEnough: 0, hold: runSubgroupTrial }
/** Held by ort/runtime-trial.ts, which loads the runtime. Another runtime has other kernels. */
export const runtimeHalfTrial: Trial = { name: 'runtime-half', edition: '1, onnxruntime-web 1.30.0', feature: 'shader-f16', nearEnough }

/**
 * How the trials end that this adapter has, those already held without holding them again. The adapter's one device is used up by
 * those that are not; `request` asks for it.
 */
export async function heldTrials(adapter: GPUAdapter, records: MachineRecords, trials: readonly HeldTrial[], request: GPUDeviceDescriptor, limitMs = adapterLimitMs): Promise<TrialOutcome[]> {
  const offered = trials.filter(({ feature }) => adapter.features.has(feature as GPUFeatureName))
  const known = await Promise.all(offered.map((trial) => knownTrial(adapter, records, trial)))
  if (known.every((outcome) => outcome !== null)) return known
  const device = await within(limitMs, adapter.requestDevice({ ...request, label: 'darkroom:trial' }).catch(() => null), null)
  try {
    const outcomes: TrialOutcome[] = []
    for (const [at, trial] of offered.entries()) outcomes.push(known[at] ?? await holdOne(adapter, device, records, trial, limitMs))
    return outcomes
  } finally {
    device?.destroy()
  }
}

async function holdOne(adapter: GPUAdapter, device: GPUDevice | null, records: MachineRecords, trial: HeldTrial, limitMs: number): Promise<TrialOutcome> {
  const errors = device && await within(limitMs, trial.hold(device), null).catch(() => null)
  if (errors === null) return { trial: trial.name, ended: 'unanswered', errors: {} }
  const passed = Object.values(errors).every((error) => error <= trial.nearEnough)
  await records.keep(keyOf(adapter, trial), { passed, errors }).catch(() => {}) // nothing can be stored here: it is held again at the next start
  return { trial: trial.name, ended: passed ? 'passed' : 'failed', errors }
}

/** Null where it was never held, or nothing can be read. */
export async function knownTrial(adapter: GPUAdapter, records: MachineRecords, trial: Trial): Promise<TrialOutcome | null> {
  const record = await records.find(keyOf(adapter, trial)).catch(() => undefined)
  return record ? { trial: trial.name, ended: record.passed ? 'passed' : 'failed', errors: record.errors } : null
}

export const passed = (trials: readonly TrialOutcome[], name: TrialName): boolean => trials.some(({ trial, ended }) => trial === name && ended === 'passed')

function keyOf({ info: { vendor, architecture, device, description } }: GPUAdapter, { name, edition }: Trial): string {
  return [name, edition, vendor, architecture, device, description, navigator.userAgent].join(' | ')
}
