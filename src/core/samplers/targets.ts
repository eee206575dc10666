// DDIM-family classes of diffusers step from t to t - T/N even where the next visited timestep is another one
// (linspace, trailing with rounding). The model-space latent is carried over unchanged, so its σ-space scale jumps.
import type { SamplerRun } from './types'

/** The level step i lands on, and the factor that carries the result over to sigmas[i+1]. */
export function landing<L>({ sigmas, options }: SamplerRun<L>, i: number): { target: number; carry: number } {
  const next = sigmas[i + 1]!
  const target = options.targets?.[i] ?? next
  return { target, carry: target === next ? 1 : Math.sqrt((1 + next * next) / (1 + target * target)) }
}
