// Previews straight from GPU buffers onto WebGPU canvases: nothing is uploaded per step and nothing is read back.
import { brushFormat, identityMap, makeBrush } from '../gpu/brush'
import type { Brush } from '../gpu/brush'
import { ownLabel } from '../gpu/ledger'
import type { GpuLatent } from '../latents/gpu-latents'
import { contextGpu } from './canvas-context'
import { copyPace, smallSize } from './live-picture'
import { frameSize } from './painter'
import type { LatentRgb, Painter, PreviewCanvases } from './painter'

export function gpuPainter(device: GPUDevice, canvases: PreviewCanvases, map: LatentRgb): Painter<GpuLatent> {
  const preview = configure(device, canvases.preview)
  const strip = configure(device, canvases.strip)
  const brushes = { latent: makeBrush(device, map), picture: makeBrush(device, identityMap) }
  let frame = { width: 64, height: 64 }
  // A canvas texture starts empty each time; the strip keeps its frames in a texture of its own.
  let frames: GPUTexture | null = null

  // A canvas of its own for copies, as what Chromium's software adapter draws of a WebGPU canvas into another is empty.
  let copies: GPUCanvasContext | null = null
  const due = copyPace()
  let copying = false
  let copy: ImageBitmap | null = null

  const paint = (brush: Brush, { buffer }: GpuLatent, height: number, width: number, index: number | null) => {
    const source = { buffer, width, height }
    const encoder = device.createCommandEncoder()
    brush.draw(encoder, source, preview.getCurrentTexture(), { x: 0, width: canvases.preview.width, height: canvases.preview.height }, 'clear')
    if (index !== null && frames) {
      brush.draw(encoder, source, frames, { x: index * frame.width, ...frame }, 'load')
      encoder.copyTextureToTexture({ texture: frames }, { texture: strip.getCurrentTexture() }, [frames.width, frames.height])
    }
    const small = copying && due() ? (copies ??= configure(device, new OffscreenCanvas(1, 1))) : null
    if (small) {
      const size = smallSize(canvases.preview.width, canvases.preview.height)
      Object.assign(small.canvas, size)
      brush.draw(encoder, source, small.getCurrentTexture(), { x: 0, ...size }, 'clear')
    }
    device.queue.submit([encoder.finish()])
    if (small) {
      copy?.close()
      copy = (small.canvas as OffscreenCanvas).transferToImageBitmap()
    }
  }

  return {
    begin(count, width, height, wanted) {
      copying = wanted
      canvases.preview.width = width
      canvases.preview.height = height
      frame = frameSize(count, width, height)
      canvases.strip.width = frame.width * count
      canvases.strip.height = frame.height
      frames?.destroy()
      frames = device.createTexture({
        label: `${ownLabel}:strip`,
        size: [canvases.strip.width, canvases.strip.height],
        format: brushFormat,
        usage: GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC,
      })
    },
    latent: (x, height, width, index) => paint(brushes.latent, x, height, width, index),
    picture: (rgb, height, width, index) => paint(brushes.picture, rgb, height, width, index),
    takeCopy() {
      const taken = copy
      copy = null
      return taken
    },
    dispose() {
      copy?.close()
      copies?.unconfigure()
      frames?.destroy()
      preview.unconfigure()
      strip.unconfigure()
      brushes.latent.dispose()
      brushes.picture.dispose()
    },
  }
}

function configure(device: GPUDevice, canvas: OffscreenCanvas): GPUCanvasContext {
  const context = contextGpu(canvas)
  context.configure({ device, format: brushFormat, alphaMode: 'opaque', usage: GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_DST })
  return context
}
