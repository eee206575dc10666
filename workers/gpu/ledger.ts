// Counts what a GPUDevice holds and moves, ours and ONNX runtime's alike: the buffers themselves are the memory truth.
// `uploads` counts only writes into buffers labelled as ours, so that the loop's own traffic can be held to its limit.

/** Buffers this program makes carry this label prefix. */
export const ownLabel = 'darkroom'

/** Of the four bytes in which a kernel tells whether numbers are sound (soundness-kernel.ts): known by label and size, so that no latent passes for them. */
export const flagLabel = `${ownLabel}:flag`
const flagBytes = 4

export interface GpuLedger {
  liveBytes: number
  peakBytes: number
  /** Bytes of writeBuffer into our own buffers since the last reset. */
  uploadedBytes: number
  /** Bytes of writeBuffer into ONNX runtime's buffers (its kernels' parameters). */
  runtimeUploadedBytes: number
  /** mapAsync(READ) calls on any buffer but flags since the last reset. */
  readbacks: number
  /** Of flags. */
  flagReadbacks: number
}

export const emptyLedger = (): GpuLedger => ({ liveBytes: 0, peakBytes: 0, uploadedBytes: 0, runtimeUploadedBytes: 0, readbacks: 0, flagReadbacks: 0 })

/** Starts counting on this device, beside others that the ledger counts. Returns what to call when the device is destroyed. */
export function watchGpu(device: GPUDevice, ledger: GpuLedger): () => void {
  const sizes = new Map<GPUBuffer, number>()
  const createBuffer = device.createBuffer.bind(device)
  device.createBuffer = (descriptor) => {
    const buffer = createBuffer(descriptor)
    ledger.liveBytes += buffer.size
    ledger.peakBytes = Math.max(ledger.peakBytes, ledger.liveBytes)
    sizes.set(buffer, buffer.size)
    const destroy = buffer.destroy.bind(buffer)
    buffer.destroy = () => {
      ledger.liveBytes -= sizes.get(buffer) ?? 0
      sizes.delete(buffer)
      return destroy()
    }
    const mapAsync = buffer.mapAsync.bind(buffer)
    buffer.mapAsync = (mode, ...range) => {
      const kind = buffer.label === flagLabel && buffer.size === flagBytes ? 'flagReadbacks' : 'readbacks'
      if (mode & GPUMapMode.READ) ledger[kind] += 1
      return mapAsync(mode, ...range)
    }
    return buffer
  }
  const { queue } = device
  const writeBuffer = queue.writeBuffer.bind(queue)
  queue.writeBuffer = (buffer: GPUBuffer, offset: number, data: GPUAllowSharedBufferSource, start?: number, size?: number) => {
    const bytes = size === undefined ? data.byteLength : size * ('BYTES_PER_ELEMENT' in data ? (data as Uint8Array).BYTES_PER_ELEMENT : 1)
    if (buffer.label.startsWith(ownLabel)) ledger.uploadedBytes += bytes
    else ledger.runtimeUploadedBytes += bytes
    return writeBuffer(buffer, offset, data, start, size)
  }
  return () => {
    for (const size of sizes.values()) ledger.liveBytes -= size
    sizes.clear()
  }
}
