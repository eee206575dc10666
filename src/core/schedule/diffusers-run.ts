// What a diffusers scheduler comes to here: a sampler, its options, and the noise levels it visits.
import type { Schedule } from '../schedule'
import type { SamplerOptions } from '../samplers/types'
import type { NoiseModel } from './noise-model'

export interface DiffusersRun {
  /** Sampler id. */
  sampler: string
  options: SamplerOptions
  noise: NoiseModel
  schedule: Schedule
  /** The class's own attributes, without the entries it repeats for second-order steps. */
  initNoiseSigma: number
  /** Which latent scheduler.step() returns: x0 + σ·n, or the network's own scale. */
  space: 'sigma' | 'model'
  /** The class's `sigmas` where they are not those it steps through (Euler with log_linear lists one that it never reaches). */
  listedSigmas?: number[]
  /** The denoised latent is limited to ± this (clip_sample of Heun, DDPM, LCM); DDIM clips in its own step. */
  clipDenoised?: number
  /** LCM: the denoiser blends in its boundary condition (denoiser.ts, lcmScalings). */
  lcmTimestepScaling?: number
  /** KDPM2AncestralDiscreteScheduler looks up the timestep of its middle calls by σ, although that σ is a scheduled one. */
  innerTimesteps?: number[]
}

/** Arguments of scheduler.step() that change numbers. */
export interface StepArguments {
  eta?: number
  use_clipped_model_output?: boolean
  s_churn?: number
  s_tmin?: number
  s_tmax?: number
  s_noise?: number
  order?: number
}
