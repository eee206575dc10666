// THE denoising loop: noise becomes a latent, step by step. Read this first; where its parts come from is develop.ts.
// Written once for both homes of latents (L = GPU buffer or Float32Array). It knows no model, no prompt and no GPU: the network is
// behind `denoise`, the numbers are behind `ops`, and what is done beside a step (previews, clocks, cancel) is the watcher's.
import type { LatentOps, Sampler, SamplerOptions, SamplerStep } from '../../src/core/samplers/types'
import type { Denoiser } from '../denoise/denoiser'

export interface Loop<L> {
  /** Taken over: the sampler's from the first step on. */
  start: L
  /** N+1 noise levels, falling to where the picture is. */
  sigmas: readonly number[]
  sampler: Sampler
  options: SamplerOptions
  denoiser: Denoiser<L>
  ops: LatentOps<L>
  /** From the sampling space back to the model's, at the last level. */
  finalScale: number
}

export interface LoopWatcher<L> {
  stepBegins(): void
  /** What the step holds is valid until this resolves. Throwing ends the run. */
  stepTaken(step: SamplerStep<L>): Promise<void>
}

/** The finished latent, model space [4,h,w]. The caller frees it. */
export async function denoiseLoop<L>({ start, sigmas, sampler, options, denoiser, ops, finalScale }: Loop<L>, watcher: LoopWatcher<L>): Promise<L> {
  const { denoise, lastUncond } = denoiser
  const run = sampler({ denoise, lastUncond, x: start, sigmas, ops, options })
  try {
    for (let taken = 0; ; taken++) {
      denoiser.stepBegins(taken)
      watcher.stepBegins()
      // One step: the sampler asks the network for x̂0, once or more, and moves the latent towards it.
      const { done, value } = await run.next()
      if (done) {
        const latent = ops.combine([[finalScale, value]])
        ops.release(value)
        return latent
      }
      await watcher.stepTaken(value)
    }
  } finally {
    await run.return(start) // a stopped sampler releases what it holds
  }
}
