// DDIM with CFG++: Chung et al. 2024 (arXiv 2406.08070), Algorithm 2. The picture is the guided one, the direction of the
// remaining noise the unguided one. Follows AUTOMATIC1111 modules/sd_samplers_timesteps_impl.py, ddim_cfgpp.
// Its guidance scale lives in [0, 1]: see cfgPlusPlusScale in guidance.ts.
import { ownLatents } from './latents'
import type { SamplerMeta, SamplerRun, SamplerStep } from './types'

export const meta: SamplerMeta = {
  id: 'ddim_cfgpp',
  name: 'DDIM CFG++',
  aliases: ['k_ddim_cfgpp', 'euler_cfg_pp'],
  paper: 'arXiv:2406.08070',
  order: 1,
  stochastic: false,
  defaultSchedule: 'ddim_uniform',
  unitStart: true,
  guidancePlusPlus: true,
  options: ['eta'],
}

export async function* sample<L>(run: SamplerRun<L>): AsyncGenerator<SamplerStep<L>, L> {
  const { sigmas, options, lastUncond } = run
  const { eta = 0, sNoise = 1 } = options
  const latents = ownLatents(run)
  try {
    let x = run.x
    for (let i = 0; i < sigmas.length - 1; i++) {
      const sigma = sigmas[i]!
      const sigmaNext = sigmas[i + 1]!
      const denoised = await latents.denoise(x, sigma)
      const unguided = lastUncond?.() ?? null
      yield { i, sigma, x, denoised }
      const sigmaUp = eta * sigmaNext * Math.sqrt(1 - (sigmaNext / sigma) ** 2)
      const direction = Math.sqrt(sigmaNext ** 2 - sigmaUp ** 2) / sigma
      const noise = sigmaUp > 0 ? latents.noise(sigma, sigmaNext) : null
      const terms: Array<[number, L]> = [[direction, x], [-direction, unguided ?? denoised], [1, denoised]]
      if (noise !== null) terms.push([sNoise * sigmaUp, noise])
      const next = latents.combine(terms)
      latents.release(x, denoised, noise)
      x = next
    }
    return latents.handOver(x)
  } finally {
    latents.releaseAll()
  }
}
