// Asks the GPU for one buffer as large as the largest that a model needs, and gives it back: a refusal then is a lighter plan or a
// sentence, where in the middle of a load it would be a lost device, or a run that seems to go well.
import { EngineError } from '../../src/core/errors/engine-error'
import { ownLabel } from './ledger'

/** Rejects with `out-of-memory.gpu`. Sizes are estimates: one beyond the limit of a buffer is for the real buffers to fail at. */
export async function proveRoom(device: GPUDevice, bytes: number): Promise<void> {
  const size = Math.min(4 * Math.ceil(bytes / 4), device.limits.maxBufferSize)
  if (size === 0) return
  device.pushErrorScope('out-of-memory')
  device.createBuffer({ label: `${ownLabel}:room`, size, usage: GPUBufferUsage.STORAGE }).destroy()
  const refused = await device.popErrorScope()
  if (refused) throw new EngineError('out-of-memory.gpu', {}, `a buffer of ${size} bytes: ${refused.message}`)
}
