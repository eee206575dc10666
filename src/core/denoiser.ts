// The wrapper between a network and the samplers: denoised = cSkip·x + cOut·net(cIn·x, timestep).
// Karras et al. 2022 (arXiv 2206.00364) §5; k-diffusion external.py for ε and v; x0 and flow by the same algebra.
// x is variance-exploding, x = x0 + σ·n, whatever the network was trained on.
import { SIGMA_PURE_NOISE, modelScale, timestepOfSigma } from './schedule/noise-model'
import type { NoiseModel } from './schedule/noise-model'
import type { Prediction } from './schedule/scheduler-config'
import type { Schedule } from './schedule'

export interface Scalings {
  cIn: number
  cSkip: number
  cOut: number
  timestep: number
}

/** The schedule's own σ get the timestep the schedule says, exactly; any other σ is looked up in the training table. */
export function scalings(noise: NoiseModel, prediction: Prediction, sigma: number, schedule?: Pick<Schedule, 'sigmas' | 'timesteps'>): Scalings {
  const cIn = modelScale(noise, sigma)
  const timestep = timestepFor(noise, sigma, schedule)
  switch (prediction) {
    case 'epsilon':
      return { cIn, cSkip: 1, cOut: -sigma, timestep }
    case 'v_prediction':
      return { cIn, cSkip: cIn * cIn, cOut: -sigma * cIn, timestep }
    case 'sample':
      return { cIn, cSkip: 0, cOut: 1, timestep }
    case 'flow_prediction':
      return { cIn, cSkip: cIn, cOut: sigma >= SIGMA_PURE_NOISE ? -1 : -sigma * cIn, timestep }
  }
}

function timestepFor(noise: NoiseModel, sigma: number, schedule?: Pick<Schedule, 'sigmas' | 'timesteps'>): number {
  const index = schedule ? schedule.sigmas.indexOf(sigma) : -1
  return schedule?.timesteps[index] ?? timestepOfSigma(noise, sigma)
}

/**
 * Latent consistency models (arXiv 2310.04378, eq. 9 and appendix; diffusers scheduling_lcm.py): the prediction is blended with
 * the model-space input, skip·cIn·x + out·denoised, so that it becomes the identity at t = 0.
 */
export function lcmBoundary(timestep: number, timestepScaling = 10, sigmaData = 0.5): { skip: number; out: number } {
  const t = timestep * timestepScaling
  return { skip: sigmaData ** 2 / (t ** 2 + sigmaData ** 2), out: t / Math.sqrt(t ** 2 + sigmaData ** 2) }
}

/** Scalings with the boundary condition folded in. */
export function lcmScalings(base: Scalings, timestepScaling?: number, sigmaData?: number): Scalings {
  const { skip, out } = lcmBoundary(base.timestep, timestepScaling, sigmaData)
  return { ...base, cSkip: out * base.cSkip + skip * base.cIn, cOut: out * base.cOut }
}
