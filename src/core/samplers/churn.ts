// Stochastic "churn" of Karras et al. 2022, Algorithm 2: raise the noise level a little before the step.
// k-diffusion draws every step even when the step is outside [sTmin, sTmax]; ComfyUI and diffusers only when they use it.
import type { Latents } from './latents'
import type { SamplerRun } from './types'

/** Returns the latent to step from and its noise level; x itself is released when it was replaced. */
export function churn<L>(run: SamplerRun<L>, latents: Latents<L>, x: L, sigma: number): { x: L; sigma: number } {
  const { sChurn = 0, sTmin = 0, sTmax = Infinity, sNoise = 1, drawOnlyWhenUsed = false } = run.options
  if (sChurn <= 0) return { x, sigma }
  const inside = sTmin <= sigma && sigma <= sTmax
  if (!inside && drawOnlyWhenUsed) return { x, sigma }
  const noise = latents.noise()
  if (!inside) {
    latents.release(noise)
    return { x, sigma }
  }
  const raised = sigma * (1 + Math.min(sChurn / (run.sigmas.length - 1), Math.SQRT2 - 1))
  const churned = latents.combine([[1, x], [sNoise * Math.sqrt(raised ** 2 - sigma ** 2), noise]])
  latents.release(noise, x)
  return { x: churned, sigma: raised }
}
