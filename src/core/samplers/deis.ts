// DEIS: exponential integrator that extrapolates ε by polynomials in log ρ, ρ = σ. Zhang & Chen 2022 (arXiv 2204.13902).
// Follows diffusers scheduling_deis_multistep.py (log-rho, orders 1 to 3).
import { logFloat32 } from '../schedule/log-float32'
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
  unitStart: true,
  options: ['order', 'lowerOrderFinal'],
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

/**
 * ∫ from ρ₀ to ρ' of the Lagrange polynomials in log ρ through `sigmas` (newest first). In float32 throughout: the closed forms
 * cancel, the reference evaluates them in float32, and double precision would be up to 6e-5 away from it.
 */
export function deisWeights(sigmaNext: number, sigmas: readonly number[]): number[] {
  if (sigmas.length === 1) return [sigmaNext - sigmas[0]!]
  const next = rhoFloat32(sigmaNext)
  const [r0, r1, r2] = sigmas.map(rhoFloat32) as [number, number, number?]
  if (r2 === undefined) return [integralOfTwo(next, r0, r0, r1), integralOfTwo(next, r0, r1, r0)]
  return [integralOfThree(next, r0, r0, r1, r2), integralOfThree(next, r0, r1, r2, r0), integralOfThree(next, r0, r2, r0, r1)]
}

const f = Math.fround

/** ρ = σ_vp/α, which is σ but for the roundings on the way. */
function rhoFloat32(sigma: number): number {
  const alpha = f(1 / f(Math.sqrt(f(f(sigma * sigma) + 1))))
  return f(f(sigma * alpha) / alpha)
}

/** ∫ (log t - log c)/(log b - log c) dt. */
function integralOfTwo(to: number, from: number, b: number, c: number): number {
  const logB = logFloat32(b), logC = logFloat32(c)
  const at = (t: number) => f(f(t * f(f(-logC + logFloat32(t)) - 1)) / f(logB - logC))
  return f(at(to) - at(from))
}

/** ∫ (log t - log c)(log t - log d) / ((log b - log c)(log b - log d)) dt. */
function integralOfThree(to: number, from: number, b: number, c: number, d: number): number {
  const logB = logFloat32(b), logC = logFloat32(c), logD = logFloat32(d)
  const at = (t: number) => {
    const logT = logFloat32(t)
    const head = f(f(logC * f(f(logD - logT) + 1)) - f(logD * logT))
    const numerator = f(t * f(f(f(f(head + logD) + f(logT * logT)) - f(2 * logT)) + 2))
    return f(numerator / f(f(logB - logC) * f(logB - logD)))
  }
  return f(at(to) - at(from))
}
