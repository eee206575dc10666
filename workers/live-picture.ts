// Small copies of the preview canvas, for a page that shows a step somewhere else as well. The page cannot read the canvas it handed
// over: in Firefox that blocks it for many frames, and at times for ten seconds (docs/pitfalls.md).
import { context2d } from './canvas-context'

/** Longest side; a cell of a comparison is not larger. */
const side = 256
/** A screen shows no more, and a fast model takes a step every few milliseconds. */
const apartMs = 1000 / 30

/** Call right after the canvas was painted, in the same task: a WebGPU canvas is empty in the next. Null when it is too early for another. */
export type TakePicture = () => ImageBitmap | null

export function livePictures(preview: OffscreenCanvas, now = () => performance.now()): TakePicture {
  const small = new OffscreenCanvas(1, 1)
  let last = -Infinity
  return () => {
    if (now() - last < apartMs) return null
    last = now()
    const scale = Math.min(1, side / Math.max(preview.width, preview.height))
    small.width = Math.max(1, Math.round(preview.width * scale))
    small.height = Math.max(1, Math.round(preview.height * scale))
    context2d(small).drawImage(preview, 0, 0, small.width, small.height)
    return small.transferToImageBitmap()
  }
}
