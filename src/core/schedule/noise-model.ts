// What a network was trained on: its noise level σ at each training timestep, and what its output means.
// σ ↔ t follows k-diffusion external.py (DiscreteSchedule) and diffusers' _sigma_to_t: linear in log σ.
import { alphasCumprod } from './alphas-cumprod'
import { logFloat32 } from './log-float32'
import type { Prediction, SchedulerConfig } from './scheduler-config'

export interface NoiseModel {
  /** discrete: x = √ᾱ·x0 + √(1-ᾱ)·n with σ = √((1-ᾱ)/ᾱ). flow: x = (1-s)·x0 + s·n with σ = s/(1-s). */
  kind: 'discrete' | 'flow'
  prediction: Prediction
  trainSteps: number
  /** ᾱ_t, float32 values [T]; empty for flow. */
  alphasCumprod: readonly number[]
  /** σ_t, rising, float32 values [T]; empty for flow. */
  sigmas: readonly number[]
  /** log σ_t, float32 values [T]; empty for flow. */
  logSigmas: readonly number[]
}

/** Stands for σ = ∞ (pure noise): far above any schedule, far below the float32 limit. A power of two, so scaling by it is exact. */
export const SIGMA_PURE_NOISE = 2 ** 40

/** `terminal`: the last ᾱ under rescale_betas_zero_snr. Classes that sample in σ use 2^-24, those that sample in ᾱ use 0. */
export function noiseModel(config: SchedulerConfig, terminal = 2 ** -24): NoiseModel {
  const trainSteps = config.num_train_timesteps ?? 1000
  const { _class_name: className = '' } = config
  const prediction = config.prediction_type ?? (className.startsWith('FlowMatch') ? 'flow_prediction' : 'epsilon')
  if (prediction === 'flow_prediction' || config.use_flow_sigmas) {
    return { kind: 'flow', prediction, trainSteps, alphasCumprod: [], sigmas: [], logSigmas: [] }
  }
  const f = Math.fround
  const alphas = Array.from(alphasCumprod(config, terminal))
  const sigmas = alphas.map((alpha) => Math.min(f(Math.sqrt(f(f(1 - alpha) / alpha))), SIGMA_PURE_NOISE))
  return { kind: 'discrete', prediction, trainSteps, alphasCumprod: alphas, sigmas, logSigmas: sigmas.map(logFloat32) }
}

/** The (fractional) training timestep whose noise level is σ. */
export function timestepOfSigma(noise: NoiseModel, sigma: number): number {
  if (noise.kind === 'flow') return flowLevel(sigma) * noise.trainSteps
  const logSigma = Math.log(Math.max(sigma, 1e-10))
  const logs = noise.logSigmas
  let low = 0
  while (low < logs.length - 2 && logs[low + 1]! <= logSigma) low++
  const weight = Math.min(1, Math.max(0, (logs[low]! - logSigma) / (logs[low]! - logs[low + 1]!)))
  return (1 - weight) * low + weight * (low + 1)
}

/** σ at a (fractional) timestep. k-diffusion and A1111 interpolate log σ, diffusers interpolates σ. */
export function sigmaOfTimestep(noise: NoiseModel, timestep: number, interpolate: 'log' | 'linear'): number {
  if (noise.kind === 'flow') return sigmaOfFlowLevel(timestep / noise.trainSteps)
  const table = interpolate === 'log' ? noise.logSigmas : noise.sigmas
  const t = Math.min(Math.max(timestep, 0), table.length - 1)
  const low = Math.min(Math.floor(t), table.length - 2)
  const value = (table[low + 1]! - table[low]!) * (t - low) + table[low]!
  return interpolate === 'log' ? Math.exp(value) : value
}

/** s of x = (1-s)·x0 + s·n for the variance-exploding σ. */
export function flowLevel(sigma: number): number {
  return sigma >= SIGMA_PURE_NOISE ? 1 : sigma / (1 + sigma)
}

export function sigmaOfFlowLevel(level: number): number {
  return level >= 1 ? SIGMA_PURE_NOISE : level / (1 - level)
}

/** Model-space latent = modelScale(σ) · variance-exploding latent x0 + σ·n. */
export function modelScale(noise: NoiseModel, sigma: number): number {
  return noise.kind === 'flow' ? 1 / (1 + sigma) : 1 / Math.sqrt(1 + sigma * sigma)
}
