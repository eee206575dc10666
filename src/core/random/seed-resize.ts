// "Seed resize" of AUTOMATIC1111 (modules/rng.py, ImageRNG.first): noise of another size, centred on (or cropped into) this size,
// so that a seed keeps its composition at a new resolution.

type Size = { height: number; width: number }

/** Writes the centre of `noise` [C,from] over the centre of `canvas` [C,to], in place. */
export function pasteCentred(canvas: Float32Array, to: Size, noise: Float32Array, from: Size, channels: number): void {
  // Half of the difference, rounded down as Python does, then split into where to read and where to write.
  const dx = Math.floor((to.width - from.width) / 2)
  const dy = Math.floor((to.height - from.height) / 2)
  const width = dx >= 0 ? from.width : from.width + 2 * dx
  const height = dy >= 0 ? from.height : from.height + 2 * dy
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) {
      const target = (c * to.height + Math.max(dy, 0) + y) * to.width + Math.max(dx, 0)
      const source = (c * from.height + Math.max(-dy, 0) + y) * from.width + Math.max(-dx, 0)
      canvas.set(noise.subarray(source, source + width), target)
    }
  }
}
