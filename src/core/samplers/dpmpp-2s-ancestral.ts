// DPM-Solver++(2S) with ancestral noise: two network calls per step, the second at the middle in log σ. arXiv 2211.01095.
// Follows k-diffusion sampling.py, sample_dpmpp_2s_ancestral.
import { ancestralStep } from './ancestral'
import { ownLatents } from './latents'
import type { SamplerMeta, SamplerRun, SamplerStep } from './types'

export const meta: SamplerMeta = {
  id: 'dpmpp_2s_ancestral',
  name: 'DPM++ 2S a',
  aliases: ['k_dpmpp_2s_a', 'k_dpmpp_2s_ancestral', 'sample_dpmpp_2s_ancestral'],
  paper: 'arXiv:2211.01095',
  order: 2,
  stochastic: true,
  defaultSchedule: 'karras',
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
      const noise = sigmaNext > 0 ? latents.noise(sigma, sigmaNext) : null
      const terms: Array<[number, L]> = []
      if (sigmaDown === 0) {
        terms.push([1, denoised])
      } else {
        const sigmaMid = Math.sqrt(sigma * sigmaDown)
        const toMiddle = sigmaMid / sigma
        const middle = latents.combine([[toMiddle, x], [1 - toMiddle, denoised]])
        const denoised2 = await latents.denoise(middle, sigmaMid)
        latents.release(middle)
        const ratio = sigmaDown / sigma
        terms.push([ratio, x], [1 - ratio, denoised2])
      }
      if (noise !== null) terms.push([sigmaUp * (options.sNoise ?? 1), noise])
      const next = latents.combine(terms)
      latents.release(x, denoised, noise, ...terms.map(([, latent]) => latent))
      x = next
    }
    return latents.handOver(x)
  } finally {
    latents.releaseAll()
  }
}
