// Previews where parts take turns: a canvas belongs to one device at a time, so each device paints with a painter of its own, and
// what the strip showed is painted again on the next one from the latents that moved along.
import type { Painter, PreviewCanvases } from '../preview'
import type { GpuLatent } from './gpu-latents'
import type { TravellingLatents, Traveller } from './travelling-latents'

export interface TravellingPainter extends Painter<Traveller> {
  /** The latents have settled on a device. */
  settle(device: GPUDevice): Promise<void>
  leave(): void
}

export function travellingPainter({ onDevice, isAlive }: TravellingLatents, canvases: PreviewCanvases, makePainter: (device: GPUDevice, canvases: PreviewCanvases) => Painter<GpuLatent>): TravellingPainter {
  let painter: Painter<GpuLatent> | null = null
  let begun: [frames: number, width: number, height: number] | null = null
  let shown: { x: Traveller; height: number; width: number; frame: number }[] = []
  return {
    begin(...run) {
      begun = run
      shown = []
      painter?.begin(...run)
    },
    async latent(x, height, width, frame) {
      if (frame !== null) shown.push({ x, height, width, frame })
      await painter?.latent(onDevice(x), height, width, frame)
    },
    async picture(rgb, height, width, frame) {
      await painter?.picture(onDevice(rgb), height, width, frame)
    },
    async settle(device) {
      painter = makePainter(device, canvases)
      if (!begun) return
      painter.begin(...begun)
      for (const { x, height, width, frame } of shown) if (isAlive(x)) await painter.latent(onDevice(x), height, width, frame)
    },
    leave() {
      painter?.dispose()
      painter = null
    },
    dispose() {
      painter?.dispose()
      painter = null
    },
  }
}
