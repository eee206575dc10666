// A GPUDevice: made by us with everything the adapter offers, handed to every session, so latents never leave it. One for the
// whole model, or one for each part where parts take turns.
import { EngineError } from '../../src/core/errors/engine-error'
import { emptyLedger, watchGpu } from '../gpu/ledger'
import type { GpuLedger } from '../gpu/ledger'
import { adapterLimitMs, findAdapter, within } from './adapter'
import { outOfMemory } from './out-of-memory'

export interface EngineDevice {
  device: GPUDevice
  ledger: GpuLedger
  /** Throws what went wrong since the last check: device loss, out of memory, a validation error. */
  check(): void
  /** True once something went wrong: the device and its sessions are not to be trusted any more. */
  failed(): boolean
  /** Why `error` really happened: a command may fail before the loss that caused it is announced. */
  explain(error: unknown): Promise<unknown>
  /** Loss is an expected event from now on. */
  destroy(): void
}

// What ORT's native WebGPU provider asks for on a device of its own (asked-features.test.ts); its kernels choose by what the device has.
// Whatever the adapter lacks is not asked for.
const wantedFeatures = ['shader-f16', 'subgroups', 'subgroup-size-control', 'timestamp-query', 'chromium-experimental-subgroup-matrix'] as GPUFeatureName[]
const ofSubgroups = /subgroup/
const wantedLimits = [
  'maxBufferSize', 'maxStorageBufferBindingSize', 'maxComputeWorkgroupStorageSize', 'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX', 'maxComputeWorkgroupSizeY', 'maxComputeWorkgroupSizeZ', 'maxComputeWorkgroupsPerDimension',
  'maxStorageBuffersPerShaderStage', 'maxBindGroups',
] as const

/** Chromium announces the loss of a crashed GPU process within a few tens of milliseconds. */
const lossDelayMs = 500

/** All that the adapter offers of what is wanted. `subgroups`: whether they are trusted; kernels do without on a device that lacks them. */
export function deviceFor({ features, limits }: Pick<GPUAdapter, 'features' | 'limits'>, subgroups: boolean): GPUDeviceDescriptor {
  return {
    label: 'darkroom',
    requiredFeatures: wantedFeatures.filter((feature) => features.has(feature) && (subgroups || !ofSubgroups.test(feature))),
    requiredLimits: Object.fromEntries(wantedLimits.map((limit) => [limit, limits[limit]])),
  }
}

/** A fresh device from a fresh adapter (an adapter is consumed by its first device). `ledger` goes on counting. */
export async function openDevice(subgroups: boolean, ledger = emptyLedger()): Promise<EngineDevice> {
  const adapter = await findAdapter()
  if (typeof adapter === 'string') throw new EngineError('device-lost.gone', {}, adapter)
  const device = await within(adapterLimitMs, adapter.requestDevice(deviceFor(adapter, subgroups)), null)
  if (!device) throw new EngineError('device-lost.gone', {}, 'no device in time')
  const forget = watchGpu(device, ledger)
  let closing = false
  let failure: EngineError | null = null
  void device.lost.then((info) => {
    if (closing) return
    failure = new EngineError('device-lost.reset', {}, `${info.reason}: ${info.message}`)
  })
  // The first error explains the ones after it.
  device.addEventListener('uncapturederror', ({ error }) => {
    failure ??= error instanceof GPUOutOfMemoryError
      ? new EngineError('out-of-memory.gpu', {}, error.message)
      : outOfMemory(error.message) ?? new EngineError('internal.gpu-command', {}, error.message)
  })
  return {
    device,
    ledger,
    check() {
      if (failure) throw failure
    },
    failed: () => failure !== null,
    async explain(error) {
      if (failure || error instanceof EngineError) return failure ?? error
      await Promise.race([device.lost, new Promise((resolve) => setTimeout(resolve, lossDelayMs))])
      await Promise.resolve() // the handler above runs first
      return failure ?? error
    },
    destroy() {
      closing = true
      device.destroy()
      forget()
    },
  }
}
