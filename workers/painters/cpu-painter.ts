// Previews of the wasm backend: the linear map in JavaScript, drawn through 2D contexts.
import { toRgba } from '../latents/cpu-latents'
import { frameSize } from './painter'
import type { LatentRgb, Painter, PreviewCanvases } from './painter'

export function cpuPainter(canvases: PreviewCanvases, map: LatentRgb): Painter<Float32Array> {
  const preview = context(canvases.preview)
  const strip = context(canvases.strip)
  let frame = { width: 64, height: 64 }

  const show = (rgba: Uint8ClampedArray<ArrayBuffer>, width: number, height: number, index: number | null) => {
    const small = new OffscreenCanvas(width, height)
    context(small).putImageData(new ImageData(rgba, width, height), 0, 0)
    preview.drawImage(small, 0, 0, canvases.preview.width, canvases.preview.height)
    if (index !== null) strip.drawImage(small, index * frame.width, 0, frame.width, frame.height)
  }

  return {
    begin(frames, width, height) {
      canvases.preview.width = width
      canvases.preview.height = height
      frame = frameSize(frames, width, height)
      canvases.strip.width = frame.width * frames
      canvases.strip.height = frame.height
    },
    latent(x, height, width, index) {
      const n = height * width
      const rgb = new Float32Array(3 * n)
      for (let c = 0; c < 3; c++) {
        for (let i = 0; i < n; i++) {
          let value = map.bias[c]!
          for (const [channel, weights] of map.factors.entries()) value += weights[c]! * x[channel * n + i]!
          rgb[c * n + i] = value
        }
      }
      show(toRgba(rgb, n), width, height, index)
    },
    picture: (rgb, height, width, index) => show(toRgba(rgb, height * width), width, height, index),
    dispose() {},
  }
}

function context(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const made = canvas.getContext('2d', { alpha: false })
  if (!made) throw new Error('no 2D context')
  return made
}
