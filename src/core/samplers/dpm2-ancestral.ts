// DPM2 a: the midpoint step of DPM2 down to σ_down, then fresh noise (arXiv 2206.00364, 2206.00927).
// Follows k-diffusion sampling.py, sample_dpm_2_ancestral.
import { ancestralStep } from './ancestral'
import { ownLatents } from './latents'
import type { SamplerMeta, SamplerRun, SamplerStep } from './types'

export const meta: SamplerMeta = {
  id: 'dpm_2_ancestral',
  name: 'DPM2 a',
  aliases: ['k_dpm_2_a', 'k_dpm_2_ancestral', 'sample_dpm_2_ancestral', 'KDPM2AncestralDiscreteScheduler'],
  paper: 'arXiv:2206.00927',
  order: 2,
  stochastic: true,
  defaultSchedule: 'karras',
  discardNextToLast: true,
  usesEnsd: true,
  options: ['eta', 'sNoise'],
}

export async function* sample<L>(run: SamplerRun<L>): AsyncGenerator<SamplerStep<L>, L> {
  const { sigmas, options } = run
  const latents = ownLatents(run)
  try {
    let x = run.x
    for (let i = 0; i < sigmas.length - 1; i++) {
      const sigma = sigmas[i]!
      const sigmaNext = sigmas[i + 1]!
      const denoised = await latents.denoise(x, sigma)
      yield { i, sigma, x, denoised }
      const { sigmaDown, sigmaUp } = ancestralStep(sigma, sigmaNext, options.eta)
      let next: L
      if (sigmaDown === 0) {
        next = latents.combine([[1, denoised]])
      } else {
        const sigmaMid = Math.sqrt(sigma * sigmaDown)
        const ratio = sigmaMid / sigma
        const middle = latents.combine([[ratio, x], [1 - ratio, denoised]])
        const denoised2 = await latents.denoise(middle, sigmaMid)
        const slope = (sigmaDown - sigma) / sigmaMid
        const noise = latents.noise(sigma, sigmaNext)
        next = latents.combine([[1, x], [slope, middle], [-slope, denoised2], [sigmaUp * (options.sNoise ?? 1), noise]])
        latents.release(middle, denoised2, noise)
      }
      latents.release(x, denoised)
      x = next
    }
    return latents.handOver(x)
  } finally {
    latents.releaseAll()
  }
}
