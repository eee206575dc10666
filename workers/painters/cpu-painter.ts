// Previews of the wasm backend: the linear map in JavaScript, drawn through 2D contexts.
import { toRgba } from '../latents/cpu-latents'
import { context2d } from './canvas-context'
import { copyPace, smallSize } from './live-picture'
import { frameSize } from './painter'
import type { LatentRgb, Painter, PreviewCanvases } from './painter'

export function cpuPainter(canvases: PreviewCanvases, map: LatentRgb): Painter<Float32Array> {
  const preview = context2d(canvases.preview)
  const strip = context2d(canvases.strip)
  let small: OffscreenCanvas | null = null
  const due = copyPace()
  let frame = { width: 64, height: 64 }

  const show = (rgba: Uint8ClampedArray<ArrayBuffer>, width: number, height: number, index: number | null) => {
    const painted = new OffscreenCanvas(width, height)
    context2d(painted).putImageData(new ImageData(rgba, width, height), 0, 0)
    preview.drawImage(painted, 0, 0, canvases.preview.width, canvases.preview.height)
    if (index !== null) strip.drawImage(painted, index * frame.width, 0, frame.width, frame.height)
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
    takeCopy() {
      if (!due()) return null
      const { width, height } = smallSize(canvases.preview.width, canvases.preview.height)
      small ??= new OffscreenCanvas(width, height)
      small.width = width
      small.height = height
      context2d(small).drawImage(canvases.preview, 0, 0, width, height)
      return small.transferToImageBitmap()
    },
    dispose() {},
  }
}
