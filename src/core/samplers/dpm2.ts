// DPM2: a midpoint step, the midpoint taken in log σ. Karras et al. 2022 (arXiv 2206.00364) with DPM-Solver-2 (arXiv 2206.00927).
// Follows k-diffusion sampling.py, sample_dpm_2. Two network calls per step, one for the last.
import { churn } from './churn'
import { ownLatents } from './latents'
import type { SamplerMeta, SamplerRun, SamplerStep } from './types'

export const meta: SamplerMeta = {
  id: 'dpm_2',
  name: 'DPM2',
  aliases: ['k_dpm_2', 'sample_dpm_2', 'KDPM2DiscreteScheduler'],
  paper: 'arXiv:2206.00927',
  order: 2,
  stochastic: false,
  defaultSchedule: 'karras',
  discardNextToLast: true,
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
      if (sigmaNext === 0) {
        x = latents.combine([[1, denoised]])
      } else {
        const sigmaMid = Math.sqrt(from.sigma * sigmaNext)
        const ratio = sigmaMid / from.sigma
        const middle = latents.combine([[ratio, from.x], [1 - ratio, denoised]])
        const denoised2 = await latents.denoise(middle, sigmaMid)
        const slope = (sigmaNext - from.sigma) / sigmaMid
        x = latents.combine([[1, from.x], [slope, middle], [-slope, denoised2]])
        latents.release(middle, denoised2)
      }
      latents.release(from.x, denoised)
    }
    return latents.handOver(x)
  } finally {
    latents.releaseAll()
  }
}
