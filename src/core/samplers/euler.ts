// Euler's method on the probability-flow ODE: Karras et al. 2022 (arXiv 2206.00364), Algorithm 2 without the correction.
// Follows k-diffusion sampling.py, sample_euler.
import { churn } from './churn'
import { lateChurnStep, roundedStep } from './diffusers-euler'
import { ownLatents } from './latents'
import type { SamplerMeta, SamplerRun, SamplerStep } from './types'

export const meta: SamplerMeta = {
  id: 'euler',
  name: 'Euler',
  aliases: ['k_euler', 'sample_euler', 'EulerDiscreteScheduler'],
  paper: 'arXiv:2206.00364',
  order: 1,
  stochastic: false,
  defaultSchedule: 'normal',
  options: ['sChurn', 'sTmin', 'sTmax', 'sNoise'],
}

export async function* sample<L>(run: SamplerRun<L>): AsyncGenerator<SamplerStep<L>, L> {
  const { sigmas, options } = run
  const latents = ownLatents(run)
  try {
    let x = run.x
    for (let i = 0; i < sigmas.length - 1; i++) {
      const sigma = sigmas[i]!
      const from = options.lateChurn === undefined ? churn(run, latents, x, sigma) : { x, sigma }
      const denoised = await latents.denoise(from.x, from.sigma)
      yield { i, sigma, x: from.x, denoised }
      const sigmaNext = sigmas[i + 1]!
      const ratio = sigmaNext / from.sigma
      x = lateChurnStep(latents, from.x, denoised, sigma, sigmaNext, options, sigmas.length - 1)
        ?? (options.roundSlope
          ? roundedStep(latents, from.x, denoised, from.sigma, sigmaNext)
          // x + (x - denoised)/σ · (σ' - σ), written as one blend of x and denoised.
          : latents.combine([[ratio, from.x], [1 - ratio, denoised]]))
      latents.release(from.x, denoised)
    }
    return latents.handOver(x)
  } finally {
    latents.releaseAll()
  }
}
