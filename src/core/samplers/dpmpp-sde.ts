// DPM-Solver++ (stochastic): a single-step second-order solver of the reverse SDE, two network calls per step. arXiv 2211.01095.
// Follows k-diffusion sampling.py, sample_dpmpp_sde; both noises belong to one Brownian path where the source is a tree.
import { ancestralStep } from './ancestral'
import { ownLatents } from './latents'
import type { SamplerMeta, SamplerRun, SamplerStep } from './types'

export const meta: SamplerMeta = {
  id: 'dpmpp_sde',
  name: 'DPM++ SDE',
  aliases: ['k_dpmpp_sde', 'sample_dpmpp_sde', 'dpmpp_sde_gpu', 'DPMSolverSDEScheduler'],
  paper: 'arXiv:2211.01095',
  order: 2,
  stochastic: true,
  defaultSchedule: 'karras',
  brownianNoise: true,
  options: ['eta', 'sNoise', 'midpoint'],
}

export async function* sample<L>(run: SamplerRun<L>): AsyncGenerator<SamplerStep<L>, L> {
  const { sigmas, options } = run
  const { eta, sNoise = 1, midpoint = 0.5 } = options
  const latents = ownLatents(run)
  try {
    let x = run.x
    for (let i = 0; i < sigmas.length - 1; i++) {
      const sigma = sigmas[i]!
      const sigmaNext = sigmas[i + 1]!
      const denoised = await latents.denoise(x, sigma)
      yield { i, sigma, x, denoised }
      let next: L
      if (sigmaNext === 0) {
        next = latents.combine([[1, denoised]])
      } else {
        // 1. To the middle, with the noise that belongs to that part of the path.
        const sigmaMid = sigma ** (1 - midpoint) * sigmaNext ** midpoint
        const first = ancestralStep(sigma, sigmaMid, eta)
        const toMiddle = first.sigmaDown / sigma
        const noise1 = latents.noise(sigma, sigmaMid)
        const middle = latents.combine([[toMiddle, x], [1 - toMiddle, denoised], [first.sigmaUp * sNoise, noise1]])
        const denoised2 = await latents.denoise(middle, sigmaMid)
        // 2. The whole step, with both predictions.
        const second = ancestralStep(sigma, sigmaNext, eta)
        const ratio = second.sigmaDown / sigma
        const share = 1 / (2 * midpoint)
        const noise2 = latents.noise(sigma, sigmaNext)
        next = latents.combine([
          [ratio, x], [(1 - ratio) * (1 - share), denoised], [(1 - ratio) * share, denoised2], [second.sigmaUp * sNoise, noise2],
        ])
        latents.release(noise1, middle, denoised2, noise2)
      }
      latents.release(x, denoised)
      x = next
    }
    return latents.handOver(x)
  } finally {
    latents.releaseAll()
  }
}
