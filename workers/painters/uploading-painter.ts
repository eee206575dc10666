// Previews of plain numbers on WebGPU canvases: uploads what it is given to the device that the canvases belong to.
import type { LatentRgb, Painter, PreviewCanvases } from './painter'
import { gpuPainter } from './gpu-painter'
import type { GpuLatent } from '../latents/gpu-latents'
import { ownLabel } from '../gpu/ledger'

export function uploadingPainter(device: GPUDevice, canvases: PreviewCanvases, map: LatentRgb): Painter<Float32Array> {
  const painter = gpuPainter(device, canvases, map)
  const lend = (values: Float32Array, paint: (x: GpuLatent) => void | Promise<void>) => {
    const buffer = device.createBuffer({ label: `${ownLabel}:shown`, size: values.byteLength, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST })
    device.queue.writeBuffer(buffer, 0, values as Float32Array<ArrayBuffer>)
    void paint({ buffer, length: values.length })
    buffer.destroy() // what was submitted before still has it
  }
  return {
    begin: painter.begin,
    latent: (x, ...where) => lend(x, (there) => painter.latent(there, ...where)),
    picture: (rgb, ...where) => lend(rgb, (there) => painter.picture(there, ...where)),
    takeCopy: painter.takeCopy,
    dispose: painter.dispose,
  }
}
