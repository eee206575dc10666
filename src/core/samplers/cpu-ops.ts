// The latent algebra on the CPU: Float32Arrays, sums accumulated in double. The reference the GPU kernels are tested against.
import type { NoiseSource } from '../random/noise-source'
import type { LatentOps } from './types'

/** Noise for a σ interval, for samplers driven by a Brownian path (random/brownian-tree.ts). */
export type IntervalNoise = (sigmaFrom: number, sigmaTo: number) => Float32Array

export function cpuLatentOps(noise: NoiseSource | IntervalNoise, length: number): LatentOps<Float32Array> {
  return {
    combine(terms) {
      const out = new Float32Array(length)
      for (let i = 0; i < length; i++) {
        let sum = 0
        for (const [coefficient, x] of terms) sum += coefficient * x[i]!
        out[i] = sum
      }
      return out
    },
    noise: (from = 0, to = 0) => (typeof noise === 'function' ? noise(from, to) : noise.next(length)),
    release() {},
    clamp: (x, limit) => x.map((value) => Math.min(limit, Math.max(-limit, value))),
  }
}

/** Wraps an algebra and counts: `live()` is how many latents exist that nobody gave back. Use after release throws. */
export function countingOps<L>(ops: LatentOps<L>): LatentOps<L> & { track(x: L): L; live(): number } {
  const alive = new Set<L>()
  const track = (x: L): L => {
    alive.add(x)
    return x
  }
  const check = (x: L): void => {
    if (!alive.has(x)) throw new Error('latent used after release')
  }
  return {
    combine(terms) {
      for (const [, x] of terms) check(x)
      return track(ops.combine(terms))
    },
    noise: (from, to) => track(ops.noise(from, to)),
    clamp: (x, limit) => {
      check(x)
      return track(ops.clamp!(x, limit))
    },
    release(x) {
      check(x)
      alive.delete(x)
      ops.release(x)
    },
    track,
    live: () => alive.size,
  }
}
