// DDPM ancestral sampling: Ho et al. 2020 (arXiv 2006.11239), Algorithm 2, on any subset of the training steps.
// Follows diffusers scheduling_ddpm.py. The posterior mean is a blend of x and the picture with weight (σ'/σ)².
import { ownLatents } from './latents'
import { landing } from './targets'
import type { SamplerMeta, SamplerRun, SamplerStep } from './types'

export const meta: SamplerMeta = {
  id: 'ddpm',
  name: 'DDPM',
  aliases: ['k_ddpm', 'DDPMScheduler'],
  paper: 'arXiv:2006.11239',
  order: 1,
  stochastic: true,
  defaultSchedule: 'ddim_uniform',
  unitStart: true,
  options: ['variance'],
}

export async function* sample<L>(run: SamplerRun<L>): AsyncGenerator<SamplerStep<L>, L> {
  const { sigmas, options } = run
  const { variance = 'small', noiseAtEnd = false } = options
  const last = sigmas.length - 2
  const latents = ownLatents(run)
  try {
    let x = run.x
    for (let i = 0; i <= last; i++) {
      const sigma = sigmas[i]!
      const denoised = await latents.denoise(x, sigma)
      yield { i, sigma, x, denoised }
      const { target, carry } = landing(run, i)
      const keep = (target / sigma) ** 2
      // small: variance of q(x'|x, x0). large: β of the stride, seen from σ-space.
      const spread = variance === 'small'
        ? target * Math.sqrt(1 - keep)
        : Math.sqrt(((sigma ** 2 - target ** 2) * (1 + target ** 2)) / (1 + sigma ** 2))
      const noise = spread > 0 && (i < last || noiseAtEnd) ? latents.noise(sigma, target) : null
      const terms: Array<[number, L]> = [[carry * keep, x], [carry * (1 - keep), denoised]]
      if (noise !== null) terms.push([carry * spread, noise])
      const next = latents.combine(terms)
      latents.release(x, denoised, noise)
      x = next
    }
    return latents.handOver(x)
  } finally {
    latents.releaseAll()
  }
}
