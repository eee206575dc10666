// Previews where what is shown and what shows it lie apart: values are copied out and painted by a painter of plain numbers.
// For parts that take turns (their devices come and go, a canvas stays with one), and for software adapters: Chromium's GPU process
// dies of their WebGPU canvases (docs/pitfalls.md), so they are painted through 2D contexts. A real GPU whose parts lie together has
// no need of it.
import type { Painter } from './painter'

export function readingPainter<L>(read: (x: L) => Promise<Float32Array>, painter: Painter<Float32Array>): Painter<L> {
  return {
    begin: painter.begin,
    async latent(x, height, width, frame) {
      await painter.latent(await read(x), height, width, frame)
    },
    async picture(rgb, height, width, frame) {
      await painter.picture(await read(rgb), height, width, frame)
    },
    takeCopy: painter.takeCopy,
    dispose: painter.dispose,
  }
}
