// DDIM: Song et al. 2020 (arXiv 2010.02502), eq. 12. η = 0 is deterministic (Euler in σ), η = 1 is DDPM.
// Follows diffusers scheduling_ddim.py; in σ-space its step is the ancestral one.
import { ownLatents } from './latents'
import { landing } from './targets'
import type { SamplerMeta, SamplerRun, SamplerStep } from './types'

export const meta: SamplerMeta = {
  id: 'ddim',
  name: 'DDIM',
  aliases: ['k_ddim', 'DDIMScheduler'],
  paper: 'arXiv:2010.02502',
  order: 1,
  stochastic: false,
  defaultSchedule: 'ddim_uniform',
  unitStart: true,
  options: ['eta'],
}

export async function* sample<L>(run: SamplerRun<L>): AsyncGenerator<SamplerStep<L>, L> {
  const { sigmas, options } = run
  const { eta = 0, clip, clipNoise = false } = options
  const latents = ownLatents(run)
  try {
    let x = run.x
    for (let i = 0; i < sigmas.length - 1; i++) {
      const sigma = sigmas[i]!
      const denoised = await latents.denoise(x, sigma)
      const picture = clip === undefined ? denoised : latents.clamp(denoised, clip)
      yield { i, sigma, x, denoised: picture }
      const { target, carry } = landing(run, i)
      const sigmaUp = eta * target * Math.sqrt(1 - (target / sigma) ** 2)
      const sigmaDown = Math.sqrt(target ** 2 - sigmaUp ** 2)
      // picture + σ_down·ε, where ε = (x - denoised)/σ keeps the unclipped prediction unless asked otherwise.
      const direction = (carry * sigmaDown) / sigma
      const noise = sigmaUp > 0 ? latents.noise(sigma, target) : null
      const terms: Array<[number, L]> = [[direction, x], [-direction, clipNoise ? picture : denoised], [carry, picture]]
      if (noise !== null) terms.push([carry * sigmaUp, noise])
      const next = latents.combine(terms)
      latents.release(x, denoised, picture, noise)
      x = next
    }
    return latents.handOver(x)
  } finally {
    latents.releaseAll()
  }
}
