// A seeded stream of standard-normal numbers. Draws are sequential: next(2n) is next(n) twice only where the tool says so.

export interface NoiseSource {
  /** The next `n` numbers; how they depend on `n` is the tool's (torch: n ≥ 16 is drawn in blocks of 16). */
  next(n: number): Float32Array
}
