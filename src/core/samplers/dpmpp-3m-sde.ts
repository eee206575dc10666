// DPM-Solver++(3M) SDE: third-order multistep solver of the reverse SDE, one network call per step. arXiv 2211.01095.
// Follows k-diffusion sampling.py, sample_dpmpp_3m_sde.
import { ownLatents } from './latents'
import type { SamplerMeta, SamplerRun, SamplerStep } from './types'

export const meta: SamplerMeta = {
  id: 'dpmpp_3m_sde',
  name: 'DPM++ 3M SDE',
  aliases: ['k_dpmpp_3m_sde', 'sample_dpmpp_3m_sde', 'dpmpp_3m_sde_gpu'],
  paper: 'arXiv:2211.01095',
  order: 3,
  stochastic: true,
  defaultSchedule: 'exponential',
  discardNextToLast: true,
  brownianNoise: true,
  options: ['eta', 'sNoise'],
}

export async function* sample<L>(run: SamplerRun<L>): AsyncGenerator<SamplerStep<L>, L> {
  const { sigmas, options } = run
  const { eta = 1, sNoise = 1 } = options
  const latents = ownLatents(run)
  try {
    let x = run.x
    let older1: L | null = null
    let older2: L | null = null
    let h1 = 0
    let h2 = 0
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
        const hEta = h * (eta + 1)
        const weights = predictionWeights(hEta, h, older1 === null ? 0 : h1, older2 === null ? 0 : h2)
        const noise = eta > 0 ? latents.noise(sigma, sigmaNext) : null
        const terms: Array<[number, L]> = [[Math.exp(-hEta), x], [weights[0], denoised]]
        if (older1 !== null) terms.push([weights[1], older1])
        if (older2 !== null) terms.push([weights[2], older2])
        if (noise !== null) terms.push([sigmaNext * Math.sqrt(-Math.expm1(-2 * h * eta)) * sNoise, noise])
        next = latents.combine(terms)
        latents.release(noise)
        h2 = h1
        h1 = h
      }
      latents.release(x, older2)
      x = next
      older2 = older1
      older1 = denoised
    }
    return latents.handOver(x)
  } finally {
    latents.releaseAll()
  }
}

/** Weights of the newest and the two earlier predictions; h1, h2 = 0 when there is no such prediction yet. */
function predictionWeights(hEta: number, h: number, h1: number, h2: number): [number, number, number] {
  const first = -Math.expm1(-hEta)
  const phi2 = 1 - first / hEta
  if (h1 === 0) return [first, 0, 0]
  const r0 = h1 / h
  if (h2 === 0) return [first + phi2 / r0, -phi2 / r0, 0]
  const phi3 = phi2 / hEta - 0.5
  const r1 = h2 / h
  // d1 = a + (a - b)·r0/(r0+r1), d2 = (a - b)/(r0+r1) with a = (D0 - D1)/r0, b = (D1 - D2)/r1.
  const onA = phi2 * (1 + r0 / (r0 + r1)) - phi3 / (r0 + r1)
  const onB = (-phi2 * r0 + phi3) / (r0 + r1)
  return [first + onA / r0, -onA / r0 + onB / r1, -onB / r1]
}
