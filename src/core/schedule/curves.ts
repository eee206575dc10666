// Ways to space N noise levels from σ_max down to σ_min (the closing 0 is the caller's). One function per published curve.
import { betaQuantile } from './beta-quantile'
import { linspace } from './numpy'

/** Karras et al. 2022 (arXiv 2206.00364), eq. 5. */
export function karras(steps: number, sigmaMin: number, sigmaMax: number, rho = 7): number[] {
  const low = sigmaMin ** (1 / rho)
  const high = sigmaMax ** (1 / rho)
  return linspace(0, 1, steps).map((ramp) => (high + ramp * (low - high)) ** rho)
}

/** Equal steps of log σ (k-diffusion get_sigmas_exponential). */
export function exponential(steps: number, sigmaMin: number, sigmaMax: number): number[] {
  return linspace(Math.log(sigmaMax), Math.log(sigmaMin), steps).map(Math.exp)
}

/** A power of equal steps in log σ (k-diffusion get_sigmas_polyexponential). */
export function polyexponential(steps: number, sigmaMin: number, sigmaMax: number, rho = 1): number[] {
  const low = Math.log(sigmaMin)
  const high = Math.log(sigmaMax)
  return linspace(1, 0, steps).map((ramp) => Math.exp(ramp ** rho * (high - low) + low))
}

/** Beta Sampling is All You Need (arXiv 2407.12173): dense at both ends. */
export function beta(steps: number, sigmaMin: number, sigmaMax: number, alpha = 0.6, betaShape = 0.6): number[] {
  return linspace(0, 1, steps).map((x) => sigmaMin + betaQuantile(1 - x, alpha, betaShape) * (sigmaMax - sigmaMin))
}

/** KL-optimal (Align Your Steps, arXiv 2404.14507, eq. 14) as AUTOMATIC1111 has it: N+1 values that end at σ_min, not at 0. */
export function klOptimal(steps: number, sigmaMin: number, sigmaMax: number): number[] {
  const low = Math.atan(sigmaMin)
  const high = Math.atan(sigmaMax)
  return Array.from({ length: steps + 1 }, (_, i) => Math.tan((i / steps) * low + (1 - i / steps) * high))
}

const ALIGN_YOUR_STEPS = {
  'sd1': [14.615, 6.475, 3.861, 2.697, 1.886, 1.396, 0.963, 0.652, 0.399, 0.152, 0.029],
  'sdxl': [14.615, 6.315, 3.771, 2.181, 1.342, 0.862, 0.555, 0.38, 0.234, 0.113, 0.029],
}

/** Align Your Steps (arXiv 2404.14507): the published 11 levels, log-linearly resampled for other step counts. */
export function alignYourSteps(steps: number, family: keyof typeof ALIGN_YOUR_STEPS = 'sd1'): number[] {
  const table = ALIGN_YOUR_STEPS[family]
  if (steps === table.length) return [...table]
  return linspace(0, table.length - 1, steps).map((position) => {
    const low = Math.min(Math.floor(position), table.length - 2)
    const from = Math.log(table[low]!)
    return Math.exp(from + (position - low) * (Math.log(table[low + 1]!) - from))
  })
}
