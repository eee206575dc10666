// Two habits of diffusers' Euler classes (scheduling_euler_discrete.py) that matter only for giving its exact numbers.
import type { Latents } from './latents'
import type { SamplerOptions } from './types'

/**
 * One Euler step rounded to float32 after each operation, as diffusers does: difference, slope, move, sum. At zero terminal SNR
 * (σ = 4096) those roundings are visible in the result (up to 7e-5); the fused step of the samplers does not make them.
 */
export function roundedStep<L>(latents: Latents<L>, x: L, denoised: L, from: number, to: number): L {
  const difference = latents.combine([[1, x], [-1, denoised]])
  const slope = latents.combine([[1 / from, difference]])
  const move = latents.combine([[Math.fround(to - from), slope]])
  const next = latents.combine([[1, x], [1, move]])
  latents.release(difference, slope, move)
  return next
}

/**
 * Churn after the network has seen the latent, where k-diffusion churns before: x̂ = x + c·n is stepped with the prediction made
 * at x. With an ε network the slope stays ε; v and x0 networks are read at x̂ (v with its old σ). Returns null when nothing is added.
 */
export function lateChurnStep<L>(
  latents: Latents<L>, x: L, denoised: L, sigma: number, sigmaNext: number, options: SamplerOptions, steps: number,
): L | null {
  const { sChurn = 0, sTmin = 0, sTmax = Infinity, sNoise = 1, lateChurn } = options
  if (lateChurn === undefined || sChurn <= 0 || sigma < sTmin || sigma > sTmax) return null
  // diffusers divides by its number of sigmas less one, which is the number of steps.
  const raised = sigma * (1 + Math.min(sChurn / steps, Math.SQRT2 - 1))
  const added = sNoise * Math.sqrt(raised ** 2 - sigma ** 2)
  const stride = (sigmaNext - raised) / (lateChurn === 'epsilon' ? sigma : raised)
  const noiseInSlope = lateChurn === 'epsilon' ? 0 : lateChurn === 'v_prediction' ? 1 - 1 / (1 + sigma ** 2) : 1
  const noise = latents.noise(sigma, sigmaNext)
  const next = latents.combine([[1 + stride, x], [-stride, denoised], [added * (1 + stride * noiseInSlope), noise]])
  latents.release(noise)
  return next
}
