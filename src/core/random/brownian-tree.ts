// Noise that depends on the σ interval and the seed only, not on the number of steps: increments of one Brownian path over σ.
// k-diffusion sampling.py (BrownianTreeNoiseSampler) on torchsde's dyadic tree (_brownian/brownian_interval.py, tol 1e-6, pool 24).
import type { NoiseSource } from './noise-source'
import { seedSequence } from './seed-sequence'

export interface BrownianSettings {
  seed: number
  /** Smallest positive and largest σ of the run: the path's two ends. */
  sigmaMin: number
  sigmaMax: number
  length: number
  /** The tool's generator: randnCpu or philoxNv. */
  random: (seed: number) => NoiseSource
}

interface Interval {
  start: number
  end: number
  parent: Interval | null
  isLeft: boolean
  /** Position in the tree: numpy's spawn key is [key, depth]. */
  key: number
  depth: number
  children: { middle: number; left: Interval; right: Interval } | null
}

/** Standard-normal noise for a step between two σ. */
export function brownianTree({ seed, sigmaMin, sigmaMax, length, random }: BrownianSettings): (sigmaFrom: number, sigmaTo: number) => Float32Array {
  const f = Math.fround
  const root: Interval = { start: rounded(f(sigmaMin)), end: rounded(f(sigmaMax)), parent: null, isLeft: false, key: 0, depth: 0, children: null }
  const whole = scaled(random(seedSequence(seed, [], 24, 1)[0]!).next(length), Math.sqrt(f(sigmaMax) - f(sigmaMin)))
  // Increments along the last query's branch: the next query is nearly always beside it.
  let recent = new Map<Interval, Float32Array>([[root, whole]])

  const increment = (interval: Interval, used: Map<Interval, Float32Array>): Float32Array => {
    const known = used.get(interval) ?? recent.get(interval) ?? bridge(interval, increment(interval.parent!, used))
    used.set(interval, known)
    return known
  }
  /** The path's increment over a child, given the parent's: a Brownian bridge at the parent's middle. */
  const bridge = ({ parent, isLeft }: Interval, parentIncrement: Float32Array): Float32Array => {
    const { start, end, key, depth, children } = parent!
    const left = children!.middle - start
    const right = end - children!.middle
    const share = left / (end - start)
    const spread = Math.sqrt((left * right) / (end - start))
    const noise = random(seedSequence(seed, [key, depth], 24, 1)[0]!).next(length)
    return parentIncrement.map((value, i) => {
      const onLeft = Math.fround(share * value + spread * noise[i]!)
      return isLeft ? onLeft : value - onLeft
    })
  }

  return (sigmaFrom, sigmaTo) => {
    const a = clamp(rounded(f(sigmaFrom)), root), b = clamp(rounded(f(sigmaTo)), root)
    const parts: Interval[] = []
    locate(root, Math.min(a, b), Math.max(a, b), parts)
    const used = new Map<Interval, Float32Array>([[root, whole]])
    const total = new Float32Array(length)
    for (const part of parts) increment(part, used).forEach((value, i) => (total[i]! += value))
    recent = used
    // k-diffusion's tree runs from σ_min up, its steps run down: the sign turns.
    return scaled(total, (sigmaFrom > sigmaTo ? -1 : 1) / Math.sqrt(Math.abs(f(sigmaTo) - f(sigmaFrom))))
  }
}

/** Splits the tree until [from, to] is a union of its intervals, and lists them in order. */
function locate(interval: Interval, from: number, to: number, out: Interval[]): void {
  if (from >= to) return
  if (from === interval.start && to === interval.end) {
    out.push(interval)
    return
  }
  if (interval.children === null) split(interval, from === interval.start ? to : from)
  const { middle, left, right } = interval.children!
  if (from < middle) locate(left, from, Math.min(to, middle), out)
  if (to > middle) locate(right, Math.max(from, middle), to, out)
}

/** Halves the interval again and again until `at` is one of the dividing points. */
function split(interval: Interval, at: number): void {
  const halfway = 0.5 * (interval.end + interval.start)
  const child = (start: number, end: number, isLeft: boolean): Interval =>
    ({ start: rounded(start), end: rounded(end), parent: interval, isLeft, key: 2 * interval.key + (isLeft ? 0 : 1), depth: interval.depth + 1, children: null })
  const middle = rounded(halfway)
  const left = child(interval.start, halfway, true)
  const right = child(halfway, interval.end, false)
  interval.children = { middle, left, right }
  if (at > middle) split(right, at)
  else if (at < middle) split(left, at)
}

/** Six decimals (tol = 1e-6). */
function rounded(x: number): number {
  return Number(x.toFixed(6))
}

function clamp(x: number, { start, end }: Interval): number {
  return Math.min(Math.max(x, start), end)
}

function scaled(values: Float32Array, factor: number): Float32Array {
  return values.map((value) => value * factor)
}
