// Variation seeds of AUTOMATIC1111 (modules/rng.py, slerp): noise between two seeds, on the sphere rather than on the line.
// Its norm runs along dim 1 of a [C,H,W] tensor, that is along each column of H values. Odd, and kept: pictures depend on it.

/** Spherical interpolation of two [C,H,W] noises; amount 0 = first, 1 = second. */
export function variationNoise(amount: number, first: Float32Array, second: Float32Array, [channels, height, width]: readonly [number, number, number]): Float32Array {
  const columns: Array<{ start: number; dot: number }> = []
  for (let c = 0; c < channels; c++) {
    for (let x = 0; x < width; x++) {
      const start = c * height * width + x
      columns.push({ start, dot: cosine(first, second, start, height, width) })
    }
  }
  // Nearly the same direction: A1111 blends on the line, with the weights the other way round.
  const meanDot = columns.reduce((sum, { dot }) => sum + dot, 0) / columns.length
  if (meanDot > 0.9995) return first.map((value, i) => value * amount + second[i]! * (1 - amount))

  const out = new Float32Array(first.length)
  for (const { start, dot } of columns) {
    const omega = Math.acos(dot)
    const onFirst = Math.sin((1 - amount) * omega) / Math.sin(omega)
    const onSecond = Math.sin(amount * omega) / Math.sin(omega)
    for (let y = 0; y < height; y++) {
      const i = start + y * width
      out[i] = onFirst * first[i]! + onSecond * second[i]!
    }
  }
  return out
}

/** Cosine of the angle between one column of each. */
function cosine(a: Float32Array, b: Float32Array, start: number, count: number, stride: number): number {
  let dot = 0, normA = 0, normB = 0
  for (let k = 0, i = start; k < count; k++, i += stride) {
    dot += a[i]! * b[i]!
    normA += a[i]! ** 2
    normB += b[i]! ** 2
  }
  return dot / Math.sqrt(normA * normB)
}
