// DPM-Solver++(2M): second-order multistep in log-SNR time, one network call per step. Lu et al. 2022 (arXiv 2211.01095).
// Follows k-diffusion sampling.py, sample_dpmpp_2m.
import { ownLatents } from './latents'
import type { SamplerMeta, SamplerRun, SamplerStep } from './types'

export const meta: SamplerMeta = {
  id: 'dpmpp_2m',
  name: 'DPM++ 2M',
  aliases: ['k_dpmpp_2m', 'sample_dpmpp_2m'],
  paper: 'arXiv:2211.01095',
  order: 2,
  stochastic: false,
  defaultSchedule: 'karras',
  options: [],
}

export async function* sample<L>(run: SamplerRun<L>): AsyncGenerator<SamplerStep<L>, L> {
  const { sigmas } = run
  const latents = ownLatents(run)
  try {
    let x = run.x
    let oldDenoised: L | null = null
    for (let i = 0; i < sigmas.length - 1; i++) {
      const sigma = sigmas[i]!
      const sigmaNext = sigmas[i + 1]!
      const denoised = await latents.denoise(x, sigma)
      yield { i, sigma, x, denoised }
      const ratio = sigmaNext / sigma
      // -expm1(-h) with h = log(σ/σ') is 1 - σ'/σ: the whole step is again a blend. r = previous h over this h.
      const terms: Array<[number, L]> = [[ratio, x]]
      if (oldDenoised === null || sigmaNext === 0) {
        terms.push([1 - ratio, denoised])
      } else {
        const r = Math.log(sigmas[i - 1]! / sigma) / Math.log(sigma / sigmaNext)
        terms.push([(1 - ratio) * (1 + 1 / (2 * r)), denoised], [-(1 - ratio) / (2 * r), oldDenoised])
      }
      const next = latents.combine(terms)
      latents.release(x, oldDenoised)
      x = next
      oldDenoised = denoised
    }
    return latents.handOver(x)
  } finally {
    latents.releaseAll()
  }
}
