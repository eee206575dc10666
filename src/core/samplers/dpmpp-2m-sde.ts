// DPM-Solver++(2M) SDE: second-order multistep solver of the reverse SDE, one network call per step. arXiv 2211.01095.
// Follows k-diffusion sampling.py, sample_dpmpp_2m_sde; solverType chooses how the second-order term is weighed.
import { ownLatents } from './latents'
import type { SamplerMeta, SamplerRun, SamplerStep } from './types'

export const meta: SamplerMeta = {
  id: 'dpmpp_2m_sde',
  name: 'DPM++ 2M SDE',
  aliases: ['k_dpmpp_2m_sde', 'sample_dpmpp_2m_sde', 'dpmpp_2m_sde_gpu'],
  paper: 'arXiv:2211.01095',
  order: 2,
  stochastic: true,
  defaultSchedule: 'exponential',
  brownianNoise: true,
  options: ['eta', 'sNoise', 'solverType'],
}

export async function* sample<L>(run: SamplerRun<L>): AsyncGenerator<SamplerStep<L>, L> {
  const { sigmas, options } = run
  const { eta = 1, sNoise = 1, solverType = 'midpoint' } = options
  const latents = ownLatents(run)
  try {
    let x = run.x
    let oldDenoised: L | null = null
    let hLast = 0
    for (let i = 0; i < sigmas.length - 1; i++) {
      const sigma = sigmas[i]!
      const sigmaNext = sigmas[i + 1]!
      const denoised = await latents.denoise(x, sigma)
      yield { i, sigma, x, denoised }
      let next: L
      if (sigmaNext === 0) {
        next = latents.combine([[1, denoised]])
      } else {
        const h = Math.log(sigma / sigmaNext)
        const full = h + eta * h
        const gain = -Math.expm1(-full)
        // Weight of (denoised - oldDenoised), the estimate of the prediction's slope in log σ.
        const slope = oldDenoised === null ? 0 : (solverType === 'heun' ? 1 - gain / full : gain / 2) * (h / hLast)
        const noise = eta > 0 ? latents.noise(sigma, sigmaNext) : null
        const terms: Array<[number, L]> = [[(sigmaNext / sigma) * Math.exp(-eta * h), x], [gain + slope, denoised]]
        if (oldDenoised !== null) terms.push([-slope, oldDenoised])
        if (noise !== null) terms.push([sigmaNext * Math.sqrt(-Math.expm1(-2 * eta * h)) * sNoise, noise])
        next = latents.combine(terms)
        latents.release(noise)
        hLast = h
      }
      latents.release(x, oldDenoised)
      x = next
      oldDenoised = denoised
    }
    return latents.handOver(x)
  } finally {
    latents.releaseAll()
  }
}
