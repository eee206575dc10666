// Whether half precision may be used: an adapter that offers it is put on trial once (half-trial.ts), and how that ended is kept for this
// adapter and this version of the browser.
import { adapterLimitMs, within } from '../ort/adapter'
import type { MachineRecords } from '../store/machine-records'
import { runTrial } from './half-trial'
import { passes } from './trial-numbers'

/** Of the trial itself: when its kernels or its numbers change, all adapters are tried again. */
const edition = 1

/** False too where no answer comes in time, or the device is lost; that may be otherwise at the next start, and is not kept. */
export async function trustsHalf(adapter: GPUAdapter, records: MachineRecords, run: (device: GPUDevice) => ReturnType<typeof runTrial> = (device) => runTrial(device, 'f16'), limitMs = adapterLimitMs): Promise<boolean> {
  const { vendor, architecture, device: model, description } = adapter.info
  const trial = ['f16', edition, vendor, architecture, model, description, navigator.userAgent].join(' | ')
  const known = await records.passed(trial).catch(() => undefined)
  if (known !== undefined) return known
  const made = await within(limitMs, hold(adapter, run), null).catch(() => null)
  if (made === null) return false
  const passed = passes(made)
  await records.keep(trial, passed).catch(() => {}) // nothing can be stored here: it is held again at the next start
  return passed
}

async function hold(adapter: GPUAdapter, run: (device: GPUDevice) => ReturnType<typeof runTrial>): ReturnType<typeof runTrial> {
  const device = await adapter.requestDevice({ label: 'darkroom:trial', requiredFeatures: ['shader-f16'] })
  try {
    return await run(device)
  } finally {
    device.destroy()
  }
}
