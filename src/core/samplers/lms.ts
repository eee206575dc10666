// Linear multistep (Adams-Bashforth on an uneven σ grid), as introduced for diffusion by k-diffusion (sampling.py, sample_lms).
// The Lagrange polynomials through the last slopes are integrated exactly; the reference uses scipy's adaptive quadrature.
import { ownLatents } from './latents'
import type { SamplerMeta, SamplerRun, SamplerStep } from './types'

export const meta: SamplerMeta = {
  id: 'lms',
  name: 'LMS',
  aliases: ['k_lms', 'sample_lms', 'LMSDiscreteScheduler'],
  paper: 'github.com/crowsonkb/k-diffusion',
  order: 4,
  stochastic: false,
  defaultSchedule: 'normal',
  options: ['order'],
}

export async function* sample<L>(run: SamplerRun<L>): AsyncGenerator<SamplerStep<L>, L> {
  const { sigmas, options } = run
  const maxOrder = options.order ?? 4
  const latents = ownLatents(run)
  try {
    let x = run.x
    // Slopes (x - denoised)/σ, newest first.
    const slopes: L[] = []
    for (let i = 0; i < sigmas.length - 1; i++) {
      const sigma = sigmas[i]!
      const denoised = await latents.denoise(x, sigma)
      yield { i, sigma, x, denoised }
      slopes.unshift(latents.combine([[1 / sigma, x], [-1 / sigma, denoised]]))
      if (slopes.length > maxOrder) latents.release(slopes.pop()!)
      const next = latents.combine([[1, x], ...slopes.map((slope, j) => [multistepCoefficient(sigmas, i, slopes.length, j), slope] as const)])
      latents.release(x, denoised)
      x = next
    }
    return latents.handOver(x)
  } finally {
    latents.releaseAll()
  }
}

// Five-point Gauss-Legendre on [-1, 1]: exact to degree 9, the integrand has degree order - 1.
const NODES = [0, 0.5384693101056831, -0.5384693101056831, 0.9061798459386640, -0.9061798459386640]
const WEIGHTS = [0.5688888888888889, 0.4786286704993665, 0.4786286704993665, 0.2369268850561891, 0.2369268850561891]

/** ∫ from σᵢ to σᵢ₊₁ of the Lagrange basis polynomial that is 1 at σᵢ₋ⱼ and 0 at the other σᵢ₋ₖ. */
export function multistepCoefficient(sigmas: readonly number[], i: number, order: number, j: number): number {
  const from = sigmas[i]!
  const half = (sigmas[i + 1]! - from) / 2
  const basis = (tau: number) => {
    let product = 1
    for (let k = 0; k < order; k++) {
      if (k !== j) product *= (tau - sigmas[i - k]!) / (sigmas[i - j]! - sigmas[i - k]!)
    }
    return product
  }
  return half * NODES.reduce((sum, node, n) => sum + WEIGHTS[n]! * basis(from + half + half * node), 0)
}
