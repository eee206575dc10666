// Previews on a software adapter: Chromium's software WebGPU cannot show WebGPU canvases (its GPU process dies of them,
// docs/pitfalls.md), so the values are copied out and painted through 2D contexts. Real GPUs never come here.
import { cpuPainter } from '../cpu-painter'
import type { LatentRgb, Painter, PreviewCanvases } from '../preview'
import type { GpuLatent } from './gpu-latents'
import { readFloats } from './read-floats'

export function softwarePainter(device: GPUDevice, canvases: PreviewCanvases, map: LatentRgb): Painter<GpuLatent> {
  const painter = cpuPainter(canvases, map)
  return {
    begin: painter.begin,
    async latent(x, height, width, frame) {
      await painter.latent(await readFloats(device, x), height, width, frame)
    },
    async picture(rgb, height, width, frame) {
      await painter.picture(await readFloats(device, rgb), height, width, frame)
    },
    dispose: painter.dispose,
  }
}
