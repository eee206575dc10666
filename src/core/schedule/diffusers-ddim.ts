// set_timesteps of the classes that sample in ᾱ: DDIM, DDPM, PNDM, LCM and TCD, and where each of their steps lands.
import { EngineError } from '../errors/engine-error'
import type { SchedulerConfig } from './scheduler-config'
import type { SamplerOptions } from '../samplers/types'
import type { DiffusersRun, StepArguments } from './diffusers-run'
import { modelScale, noiseModel } from './noise-model'
import type { NoiseModel } from './noise-model'
import { linspace } from './numpy'
import { ddimSpacing } from './spacing'
import { tcdLandings } from './tcd'

type Kind = 'ddim' | 'ddpm' | 'plms' | 'lcm' | 'tcd'

interface Plan { timesteps: number[]; sigmaEnd: number; options: SamplerOptions }

export const ddimFamily = (kind: Kind) => (config: SchedulerConfig, steps: number, step: StepArguments): DiffusersRun => {
  const noise = noiseModel(config, 0)
  if (steps > noise.trainSteps) {
    throw new EngineError('bad-request.steps-trained', { steps, trained: noise.trainSteps })
  }
  const { timesteps, sigmaEnd, options } = plan(kind, config, noise, steps, step)
  const sigmas = [...timesteps.map((t) => noise.sigmas[t]!), sigmaEnd]
  const clip = (config.clip_sample ?? (kind === 'ddim' || kind === 'ddpm')) ? { clip: config.clip_sample_range ?? 1 } : {}
  return {
    sampler: kind, noise, initNoiseSigma: 1, space: 'model',
    options: { ...options, ...(kind === 'ddim' && clip) },
    schedule: { sigmas, timesteps, initialScale: 1 / modelScale(noise, sigmas[0]!), finalScale: modelScale(noise, sigmaEnd) },
    ...((kind === 'ddpm' || kind === 'lcm') && clip.clip !== undefined && { clipDenoised: clip.clip }),
    ...(kind === 'lcm' && { lcmTimestepScaling: config.timestep_scaling ?? 10 }),
  }
}

function plan(kind: Kind, config: SchedulerConfig, noise: NoiseModel, steps: number, step: StepArguments): Plan {
  const sigmaAt = (t: number) => noise.sigmas[t]!
  // The level after the last timestep: none (ᾱ = 1) or that of timestep 0.
  const sigmaFinal = (config.set_alpha_to_one ?? kind !== 'plms') ? 0 : sigmaAt(0)
  const sigmaAfter = (t: number) => (t >= 0 ? sigmaAt(t) : sigmaFinal)
  const stride = Math.floor(noise.trainSteps / steps)
  const spaced = () => ddimSpacing(config.timestep_spacing ?? 'leading', steps, noise.trainSteps, config.steps_offset ?? 0)

  switch (kind) {
    case 'ddim': {
      const timesteps = spaced()
      const targets = timesteps.map((t) => sigmaAfter(t - stride))
      return { timesteps, sigmaEnd: targets.at(-1)!, options: { eta: step.eta ?? 0, targets, clipNoise: step.use_clipped_model_output ?? false } }
    }
    case 'ddpm': {
      const timesteps = spaced()
      const variance = config.variance_type?.startsWith('fixed_large') ? 'large' : 'small'
      return { timesteps, sigmaEnd: 0, options: { variance, noiseAtEnd: timesteps.at(-1)! > 0 } }
    }
    case 'plms': {
      if (noise.prediction === 'sample') {
        throw new EngineError('bad-manifest.pndm', {})
      }
      const timesteps = spaced()
      const skipPrk = config.skip_prk_steps ?? false
      const halfStride = Math.floor(stride / 2)
      const prk = skipPrk ? 0 : 3
      const targets = timesteps.map((t, i) => (i < prk ? sigmaAt(timesteps[i + 1]!) : sigmaAfter(t - stride)))
      const prkMiddles = timesteps.slice(0, prk).map((t, i) => ({ trial: sigmaAt(t - halfStride), middle: sigmaAt(timesteps[i + 1]! + halfStride) }))
      const plmsStart = sigmaAt(Math.min((timesteps[1] ?? 0) + stride, noise.trainSteps - 1))
      return {
        timesteps, sigmaEnd: targets.at(-1)!,
        options: { skipPrk, targets, prkMiddles, plmsStart, multistepOn: noise.prediction === 'v_prediction' ? 'v_prediction' : 'epsilon' },
      }
    }
    case 'lcm':
      return { timesteps: distilledTimesteps(config, noise, steps), sigmaEnd: 0, options: {} }
    case 'tcd': {
      const timesteps = distilledTimesteps(config, noise, steps)
      const eta = step.eta ?? 0.3
      return { timesteps, sigmaEnd: sigmaAt(0), options: { eta, landings: tcdLandings(noise, { timesteps, sigmas: timesteps.map(sigmaAt) }, eta) } }
    }
  }
}

/** Evenly chosen from the timesteps the model was distilled on. */
function distilledTimesteps(config: SchedulerConfig, noise: NoiseModel, steps: number): number[] {
  const original = config.original_inference_steps ?? 50
  if (steps > original) {
    throw new EngineError('bad-request.steps-distilled', { steps, distilled: original })
  }
  const stride = Math.floor(noise.trainSteps / original)
  const origin = Array.from({ length: original }, (_, i) => (i + 1) * stride - 1).toReversed()
  return linspace(0, original, steps + 1).slice(0, -1).map((index) => origin[Math.floor(index)]!)
}
