// Latent consistency models: each step predicts the finished picture, then renoises it to the next level.
// Luo et al. 2023 (arXiv 2310.04378), Algorithm 3; diffusers scheduling_lcm.py and k-diffusion's sample_lcm in A1111.
// The boundary scalings c_skip, c_out belong to the denoiser (denoiser.ts, lcmScalings), not to the sampler.
import { ownLatents } from './latents'
import type { SamplerMeta, SamplerRun, SamplerStep } from './types'

export const meta: SamplerMeta = {
  id: 'lcm',
  name: 'LCM',
  aliases: ['k_lcm', 'sample_lcm', 'LCMScheduler'],
  paper: 'arXiv:2310.04378',
  order: 1,
  stochastic: true,
  defaultSchedule: 'sgm_uniform',
  options: [],
}

export async function* sample<L>(run: SamplerRun<L>): AsyncGenerator<SamplerStep<L>, L> {
  const { sigmas } = run
  const latents = ownLatents(run)
  try {
    let x = run.x
    for (let i = 0; i < sigmas.length - 1; i++) {
      const sigma = sigmas[i]!
      const sigmaNext = sigmas[i + 1]!
      const denoised = await latents.denoise(x, sigma)
      yield { i, sigma, x, denoised }
      const noise = sigmaNext > 0 ? latents.noise(sigma, sigmaNext) : null
      const next = latents.combine(noise === null ? [[1, denoised]] : [[1, denoised], [sigmaNext, noise]])
      latents.release(x, denoised, noise)
      x = next
    }
    return latents.handOver(x)
  } finally {
    latents.releaseAll()
  }
}
