// Previews straight from GPU buffers onto WebGPU canvases: nothing is uploaded per step and nothing is read back.
import { frameSize } from './painter'
import type { LatentRgb, Painter, PreviewCanvases } from './painter'
import { brushFormat, identityMap, makeBrush } from '../gpu/brush'
import type { Brush } from '../gpu/brush'
import type { GpuLatent } from '../latents/gpu-latents'
import { ownLabel } from '../gpu/ledger'

export function gpuPainter(device: GPUDevice, canvases: PreviewCanvases, map: LatentRgb): Painter<GpuLatent> {
  const preview = configure(device, canvases.preview)
  const strip = configure(device, canvases.strip)
  const brushes = { latent: makeBrush(device, map), picture: makeBrush(device, identityMap) }
  let frame = { width: 64, height: 64 }
  // A canvas texture starts empty each time; the strip keeps its frames in a texture of its own.
  let frames: GPUTexture | null = null

  const paint = (brush: Brush, { buffer }: GpuLatent, height: number, width: number, index: number | null) => {
    const source = { buffer, width, height }
    const encoder = device.createCommandEncoder()
    brush.draw(encoder, source, preview.getCurrentTexture(), { x: 0, width: canvases.preview.width, height: canvases.preview.height }, 'clear')
    if (index !== null && frames) {
      brush.draw(encoder, source, frames, { x: index * frame.width, ...frame }, 'load')
      encoder.copyTextureToTexture({ texture: frames }, { texture: strip.getCurrentTexture() }, [frames.width, frames.height])
    }
    device.queue.submit([encoder.finish()])
  }

  return {
    begin(count, width, height) {
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
    dispose() {
      frames?.destroy()
      preview.unconfigure()
      strip.unconfigure()
      brushes.latent.dispose()
      brushes.picture.dispose()
    },
  }
}

function configure(device: GPUDevice, canvas: OffscreenCanvas): GPUCanvasContext {
  const context = canvas.getContext('webgpu')
  if (!context) throw new Error('no WebGPU canvas context')
  context.configure({ device, format: brushFormat, alphaMode: 'opaque', usage: GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_DST })
  return context
}
