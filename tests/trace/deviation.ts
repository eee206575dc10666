// How far a run is from its reference. Every number is relative, so that one tolerance serves latents of any size.

export interface Deviations {
  timesteps: number
  sigmas: number
  sums: number
  final: number
}

export interface CaseResult extends Deviations {
  name: string
  /** The sampler id that ran. */
  sampler: string
  passed: boolean
  /** Why it could not run at all. */
  error?: string
}

/** float32 arithmetic over a few dozen steps stays well inside this; a wrong coefficient does not. */
export const TOLERANCE = 2e-5

/** Largest |a-b| over the largest |b|. Infinite when the lengths differ. */
export function arrayDeviation(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity
  let difference = 0, scale = 0
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(actual[i]! - expected[i]!))
    scale = Math.max(scale, Math.abs(expected[i]!))
    if (Number.isNaN(actual[i]!)) return Infinity
  }
  return scale === 0 ? difference : difference / scale
}

/**
 * Largest |a-b|/|b|, element by element: for timesteps and sigmas, where every entry is a setting of its own.
 * Below `floor` the difference is absolute: a reference timestep of 5e-6 is float32 dust for 0.
 */
export function elementDeviation(actual: ArrayLike<number>, expected: ArrayLike<number>, floor = 0): number {
  if (actual.length !== expected.length) return Infinity
  const one = (value: number, i: number) => Math.abs(actual[i]! - value) / (Math.max(Math.abs(value), floor) || 1)
  return Array.from(expected, one).reduce((a, b) => (b <= a ? a : b), 0)
}

/**
 * A sum of n numbers of mean size m is about m·√n; a sum near 0 by cancellation must not count as a huge relative error.
 * Row = [sum, mean of absolute values], both of n numbers.
 */
export function sumDeviation(actual: readonly number[][], expected: readonly number[][], count: number): number {
  if (actual.length !== expected.length) return Infinity
  return expected.reduce((worst, [sum, mean], i) => {
    const scale = Math.max(Math.abs(sum!), mean! * Math.sqrt(count))
    const [actualSum, actualMean] = actual[i]!
    return Math.max(worst, Math.abs(actualSum! - sum!) / scale, Math.abs(actualMean! - mean!) / mean!)
  }, 0)
}

export function passes({ timesteps, sigmas, sums, final }: Deviations): boolean {
  return [timesteps, sigmas, sums, final].every((value) => value <= TOLERANCE)
}
