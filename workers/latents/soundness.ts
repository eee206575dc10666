// Whether numbers are what a picture is made of: each of them finite, and not all the same. A GPU that computes wrongly, and half
// precision that overflows, end in NaN, which would be shown as a black picture.

export type Soundness = 'sound' | 'not-finite' | 'constant'

/** Of the first n. */
export function soundnessOf(x: Float32Array, n: number): Soundness {
  let varies = false
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(x[i]!)) return 'not-finite'
    if (x[i] !== x[0]) varies = true
  }
  return varies ? 'sound' : 'constant'
}
