// Copies a latent out of the GPU. Never called inside the loop on a real GPU.
import type { GpuLatent } from '../latents/gpu-latents'
import { ownLabel } from './ledger'

export async function readFloats(device: GPUDevice, { buffer, length }: GpuLatent): Promise<Float32Array> {
  const staging = device.createBuffer({ label: `${ownLabel}:staging`, size: length * 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST })
  try {
    const encoder = device.createCommandEncoder()
    encoder.copyBufferToBuffer(buffer, 0, staging, 0, length * 4)
    device.queue.submit([encoder.finish()])
    await staging.mapAsync(GPUMapMode.READ)
    return new Float32Array(staging.getMappedRange().slice(0))
  } finally {
    staging.destroy()
  }
}
