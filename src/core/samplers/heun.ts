// Heun's second-order method on the probability-flow ODE: Karras et al. 2022 (arXiv 2206.00364), Algorithm 2.
// Follows k-diffusion sampling.py, sample_heun. Two network calls per step, one for the last.
import { churn } from './churn'
import { ownLatents } from './latents'
import type { SamplerMeta, SamplerRun, SamplerStep } from './types'

export const meta: SamplerMeta = {
  id: 'heun',
  name: 'Heun',
  aliases: ['k_heun', 'sample_heun', 'HeunDiscreteScheduler'],
  paper: 'arXiv:2206.00364',
  order: 2,
  stochastic: false,
  defaultSchedule: 'normal',
  options: ['sChurn', 'sTmin', 'sTmax', 'sNoise'],
}

export async function* sample<L>(run: SamplerRun<L>): AsyncGenerator<SamplerStep<L>, L> {
  const { sigmas } = run
  const latents = ownLatents(run)
  try {
    let x = run.x
    for (let i = 0; i < sigmas.length - 1; i++) {
      const sigma = sigmas[i]!
      const sigmaNext = sigmas[i + 1]!
      const from = churn(run, latents, x, sigma)
      const denoised = await latents.denoise(from.x, from.sigma)
      yield { i, sigma, x: from.x, denoised }
      const ratio = sigmaNext / from.sigma
      const euler = latents.combine([[ratio, from.x], [1 - ratio, denoised]])
      if (sigmaNext === 0) {
        x = euler
      } else {
        const denoised2 = await latents.denoise(euler, sigmaNext)
        // x + ½·dt·(d + d₂) with d = (x - denoised)/σ and d₂ = (euler - denoised₂)/σ'.
        const half = (sigmaNext - from.sigma) / 2
        x = latents.combine([
          [1 + half / from.sigma, from.x], [-half / from.sigma, denoised],
          [half / sigmaNext, euler], [-half / sigmaNext, denoised2],
        ])
        latents.release(euler, denoised2)
      }
      latents.release(from.x, denoised)
    }
    return latents.handOver(x)
  } finally {
    latents.releaseAll()
  }
}
