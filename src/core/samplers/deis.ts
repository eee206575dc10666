// DEIS: exponential integrator that extrapolates ε by polynomials in log ρ, ρ = σ. Zhang & Chen 2022 (arXiv 2204.13902).
// Follows diffusers scheduling_deis_multistep.py (log-rho, orders 1 to 3).
import { ownLatents } from './latents'
import type { SamplerMeta, SamplerRun, SamplerStep } from './types'

export const meta: SamplerMeta = {
  id: 'deis',
  name: 'DEIS',
  aliases: ['k_deis', 'DEISMultistepScheduler'],
  paper: 'arXiv:2204.13902',
  order: 3,
  stochastic: false,
  defaultSchedule: 'normal',
  options: ['order', 'lowerOrderFinal'],
  help: {
    en: 'Integrates the predicted noise exactly along a fitted curve. Strong with 10 to 20 steps.',
    zh: '沿拟合曲线对预测噪声精确积分。10 到 20 步效果很好。',
  },
}

export async function* sample<L>(run: SamplerRun<L>): AsyncGenerator<SamplerStep<L>, L> {
  const { sigmas, options } = run
  const { order = 2, lowerOrderFinal = true } = options
  const steps = sigmas.length - 1
  const latents = ownLatents(run)
  try {
    let x = run.x
    // Predicted noises, newest first.
    const epsilons: L[] = []
    for (let i = 0; i < steps; i++) {
      const sigma = sigmas[i]!
      const sigmaNext = sigmas[i + 1]!
      const denoised = await latents.denoise(x, sigma)
      yield { i, sigma, x, denoised }
      epsilons.unshift(latents.combine([[1 / sigma, x], [-1 / sigma, denoised]]))
      if (epsilons.length > order) latents.release(epsilons.pop()!)
      // Short runs end with orders 2 and 1; log ρ has no value at 0.
      const cap = sigmaNext === 0 ? 1 : lowerOrderFinal && steps < 15 ? steps - i : order
      const weights = deisWeights(sigmaNext, sigmas.slice(Math.max(0, i - Math.min(epsilons.length, cap) + 1), i + 1).toReversed())
      const next = latents.combine([[1, x], ...weights.map((weight, j) => [weight, epsilons[j]!] as const)])
      latents.release(x, denoised)
      x = next
    }
    return latents.handOver(x)
  } finally {
    latents.releaseAll()
  }
}

/** ∫ from ρ₀ to ρ' of the Lagrange polynomials in log ρ through `rhos` (newest first). */
export function deisWeights(rhoNext: number, rhos: readonly number[]): number[] {
  const [r0, r1, r2] = rhos as [number, number?, number?]
  if (r1 === undefined) return [rhoNext - r0]
  const log = Math.log
  if (r2 === undefined) {
    const integral = (t: number, b: number, c: number) => (t * (log(t) - log(c) - 1)) / (log(b) - log(c))
    const weight = (b: number, c: number) => integral(rhoNext, b, c) - integral(r0, b, c)
    return [weight(r0, r1), weight(r1, r0)]
  }
  const integral = (t: number, b: number, c: number, d: number) => {
    const numerator = t * (log(c) * (log(d) - log(t) + 1) - log(d) * log(t) + log(d) + log(t) ** 2 - 2 * log(t) + 2)
    return numerator / ((log(b) - log(c)) * (log(b) - log(d)))
  }
  const weight = (b: number, c: number, d: number) => integral(rhoNext, b, c, d) - integral(r0, b, c, d)
  return [weight(r0, r1, r2), weight(r1, r2, r0), weight(r2, r0, r1)]
}
