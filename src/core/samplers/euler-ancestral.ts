// Ancestral sampling with Euler steps: down to σ_down by the ODE, then fresh noise back up to the next level.
// Follows k-diffusion sampling.py, sample_euler_ancestral; the split is that of DDPM (arXiv 2006.11239) for η = 1.
import { ancestralStep } from './ancestral'
import { roundedStep } from './diffusers-euler'
import { ownLatents } from './latents'
import type { SamplerMeta, SamplerRun, SamplerStep } from './types'

export const meta: SamplerMeta = {
  id: 'euler_ancestral',
  name: 'Euler a',
  aliases: ['k_euler_a', 'k_euler_ancestral', 'sample_euler_ancestral', 'EulerAncestralDiscreteScheduler'],
  paper: 'arXiv:2006.11239',
  order: 1,
  stochastic: true,
  defaultSchedule: 'normal',
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
      const ratio = sigmaDown / sigma
      const noise = sigmaNext > 0 ? latents.noise(sigma, sigmaNext) : null
      const down: Array<[number, L]> = options.roundSlope
        ? [[1, roundedStep(latents, x, denoised, sigma, sigmaDown)]]
        : [[ratio, x], [1 - ratio, denoised]]
      const next = latents.combine(noise === null ? down : [...down, [sigmaUp * (options.sNoise ?? 1), noise]])
      latents.release(x, denoised, noise, ...down.map(([, latent]) => latent))
      x = next
    }
    return latents.handOver(x)
  } finally {
    latents.releaseAll()
  }
}
