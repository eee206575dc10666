// set_timesteps of the classes that sample in σ: EulerDiscrete, EulerAncestralDiscrete, HeunDiscrete, LMSDiscrete, KDPM2(Ancestral)Discrete.
import { ancestralStep } from '../samplers/ancestral'
import type { SchedulerConfig } from './scheduler-config'
import type { DiffusersRun, StepArguments } from './diffusers-run'
import { configuredCurve } from './diffusers-curve'
import { noiseModel, sigmaOfTimestep, timestepOfSigma } from './noise-model'
import type { NoiseModel } from './noise-model'
import { linspace, roundHalfEven } from './numpy'
import { sigmaSpacing } from './spacing'

export const sigmaFamily = (sampler: string) => (config: SchedulerConfig, steps: number, step: StepArguments): DiffusersRun => {
  const noise = noiseModel(config)
  const spacing = config.timestep_spacing ?? 'linspace'
  const spaced = sigmaSpacing(spacing, steps, noise.trainSteps, config.steps_offset ?? 0)
  const spacedSigmas = config.interpolation_type === 'log_linear'
    ? linspace(noise.logSigmas.at(-1)!, noise.logSigmas[0]!, steps + 1).map(Math.exp)
    : spaced.map((t) => sigmaOfTimestep(noise, t, 'linear'))
  const curve = configuredCurve(config, steps, spacedSigmas.at(-1)!, spacedSigmas[0]!)
  const levels = curve?.sigmas ?? spacedSigmas
  // KDPM2 is the one family that rounds the timesteps of Karras levels.
  const round = sampler.startsWith('dpm_2') && curve?.name === 'karras' ? roundHalfEven : (t: number) => t
  let timesteps = curve ? levels.map((sigma) => Math.fround(round(timestepOfSigma(noise, sigma)))) : spaced
  if (config.timestep_type === 'continuous' && noise.prediction === 'v_prediction') timesteps = levels.slice(0, steps).map((sigma) => 0.25 * Math.log(sigma))

  const sigmaLast = config.final_sigmas_type === 'sigma_min' ? noise.sigmas[0]! : 0
  const listed = [...levels, sigmaLast].map(Math.fround)
  // log_linear lays out one level too many and so ends at σ_min, whatever follows in the list.
  const sigmas = listed.slice(0, steps + 1)
  const highest = Math.max(...sigmas)
  const initNoiseSigma = spacing === 'leading' ? Math.sqrt(highest ** 2 + 1) : highest
  const options = {
    ...(step.s_churn !== undefined && { sChurn: step.s_churn }),
    ...(step.s_tmin !== undefined && { sTmin: step.s_tmin }),
    ...(step.s_tmax !== undefined && { sTmax: step.s_tmax }),
    ...(step.s_noise !== undefined && { sNoise: step.s_noise }),
    ...(step.order !== undefined && { order: step.order }),
    drawOnlyWhenUsed: true,
    ...(sampler === 'euler' && { lateChurn: noise.prediction }),
    // Zero terminal SNR and cosine schedules start in the thousands, where diffusers' rounding shows.
    ...(highest > 1000 && { roundSlope: true }),
  }
  return {
    sampler, options, noise, initNoiseSigma, space: 'sigma',
    schedule: { sigmas, timesteps, initialScale: initNoiseSigma, finalScale: 1 },
    ...(listed.length > sigmas.length && { listedSigmas: listed }),
    ...(sampler === 'heun' && config.clip_sample && { clipDenoised: config.clip_sample_range ?? 1 }),
    ...(sampler === 'dpm_2_ancestral' && { innerTimesteps: middleTimesteps(noise, sigmas) }),
  }
}

/** The middle of an ancestral step is the next level, but for float32: σ_down = √(σ'² - σ_up²) cancels, and the timestep shows it. */
function middleTimesteps(noise: NoiseModel, sigmas: readonly number[]): number[] {
  const f = Math.fround
  return sigmas.slice(0, -2).map((sigma, i) => f(timestepOfSigma(noise, f(Math.sqrt(sigma * ancestralStep(sigma, sigmas[i + 1]!).sigmaDown)))))
}
