// Trajectory consistency distillation: Zheng et al. 2024 (arXiv 2402.19159), strategic stochastic sampling.
// Each step goes by the ODE to level s = (1-γ)·t', then renoises up to t'. γ is eta here, as in diffusers scheduling_tcd.py.
import { ownLatents } from './latents'
import type { SamplerMeta, SamplerRun, SamplerStep } from './types'

export const meta: SamplerMeta = {
  id: 'tcd',
  name: 'TCD',
  aliases: ['k_tcd', 'TCDScheduler'],
  paper: 'arXiv:2402.19159',
  order: 1,
  stochastic: true,
  defaultSchedule: 'sgm_uniform',
  unitStart: true,
  options: ['eta'],
}

export async function* sample<L>(run: SamplerRun<L>): AsyncGenerator<SamplerStep<L>, L> {
  const { sigmas, options } = run
  const { eta = 0.3, landings } = options
  const last = sigmas.length - 2
  const latents = ownLatents(run)
  try {
    let x = run.x
    for (let i = 0; i <= last; i++) {
      const sigma = sigmas[i]!
      const sigmaNext = sigmas[i + 1]!
      const denoised = await latents.denoise(x, sigma)
      yield { i, sigma, x, denoised }
      // Without a timestep table (schedule/tcd.ts) γ acts on σ itself.
      const sigmaS = landings?.[i] ?? (1 - eta) * sigmaNext
      const noise = eta > 0 && i < last ? latents.noise(sigma, sigmaNext) : null
      const ratio = sigmaS / sigma
      const terms: Array<[number, L]> = [[ratio, x], [1 - ratio, denoised]]
      if (noise !== null) terms.push([Math.sqrt(sigmaNext ** 2 - sigmaS ** 2), noise])
      const next = latents.combine(terms)
      latents.release(x, denoised, noise)
      x = next
    }
    return latents.handOver(x)
  } finally {
    latents.releaseAll()
  }
}
