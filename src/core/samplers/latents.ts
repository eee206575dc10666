// Ownership of a sampler's latents: whatever it makes is given back when it finishes, fails, or is stopped with return().
import type { SamplerRun } from './types'

export interface Latents<L> {
  denoise(x: L, sigma: number): Promise<L>
  /** One fused Σ aₖ·xₖ; terms with a zero coefficient are dropped. */
  combine(terms: ReadonlyArray<readonly [number, L]>): L
  noise(sigmaFrom?: number, sigmaTo?: number): L
  clamp(x: L, limit: number): L
  release(...used: Array<L | null>): void
  /** Makes the finished latent the caller's. */
  handOver(x: L): L
  /** For the sampler's `finally`. */
  releaseAll(): void
}

export function ownLatents<L>({ ops, denoise, x }: SamplerRun<L>): Latents<L> {
  const owned = new Set<L>([x])
  const own = (latent: L): L => {
    owned.add(latent)
    return latent
  }
  const release = (latent: L): void => {
    if (owned.delete(latent)) ops.release(latent)
  }
  return {
    denoise: async (input, sigma) => own(await denoise(input, sigma)),
    combine: (terms) => own(ops.combine(terms.filter(([coefficient]) => coefficient !== 0))),
    noise: (from, to) => own(ops.noise(from, to)),
    clamp: (input, limit) => {
      if (!ops.clamp) throw new Error('this scheduler clips the sample, and the latent algebra has no clamp')
      return own(ops.clamp(input, limit))
    },
    release: (...used) => {
      for (const latent of used) if (latent !== null) release(latent)
    },
    handOver: (latent) => {
      owned.delete(latent)
      return latent
    },
    releaseAll: () => {
      for (const latent of owned) release(latent)
    },
  }
}
