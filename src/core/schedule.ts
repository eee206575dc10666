// Noise levels of a run: which σ the sampler visits and which timestep the network is told at each.
// Curves are in schedule/curves.ts, diffusers' timestep spacings in schedule/spacing.ts, the training schedule in schedule/noise-model.ts.
// Names and rules are AUTOMATIC1111's (modules/sd_schedulers.py); diffusers' are in schedule/diffusers.ts.
//
//   const noise = noiseModel(manifest.scheduler)
//   const schedule = buildSchedule(noise, { steps: 20, schedule: 'karras' })
//   x = unit noise · schedule.initialScale → sampler → model-space latent = x · schedule.finalScale
import { EngineError } from './errors/engine-error'
import { alignYourSteps, beta, exponential, karras, klOptimal, polyexponential } from './schedule/curves'
import { flowLevels } from './schedule/flow'
import { linspace } from './schedule/numpy'
import { modelScale, sigmaOfFlowLevel, sigmaOfTimestep, timestepOfSigma } from './schedule/noise-model'
import type { ScheduleName } from './schedule/names'
import type { NoiseModel } from './schedule/noise-model'

export { noiseModel } from './schedule/noise-model'
export type { NoiseModel } from './schedule/noise-model'
export type { Prediction, SchedulerConfig } from './schedule/scheduler-config'

export interface ScheduleRequest {
  steps: number
  schedule?: ScheduleName
  /** Override the model's own range. */
  sigmaMin?: number
  sigmaMax?: number
  rho?: number
  /** Flow matching: s ← shift·s / (1 + (shift-1)·s). */
  shift?: number
  /** For schedule 'custom': the noise levels themselves, falling; a closing 0 is added when missing. */
  sigmas?: readonly number[]
  /** Which published table align_your_steps uses. */
  family?: 'sd1' | 'sdxl'
  /** A1111's option for DPM2 and DPM++ 3M SDE: lay out one more step and drop the last nonzero σ. */
  discardNextToLast?: boolean
  /** The sampler starts from x_T = unit noise in the model's own space, as the DDIM family is published. */
  unitStart?: boolean
}

export interface Schedule {
  /** N+1 falling noise levels of x = x0 + σ·n. */
  sigmas: number[]
  /** N timesteps the network is told, fractional where the schedule is. */
  timesteps: number[]
  /** Start latent = unit noise · initialScale. */
  initialScale: number
  /** Model-space latent = final x · finalScale. */
  finalScale: number
  /** For samplers whose step i does not land on sigmas[i+1] (SamplerOptions.targets). */
  targets?: number[]
}

export function buildSchedule(noise: NoiseModel, request: ScheduleRequest): Schedule {
  if (!Number.isInteger(request.steps) || request.steps < 1) {
    throw new EngineError('bad-request.no-steps', { steps: request.steps })
  }
  const steps = request.discardNextToLast ? request.steps + 1 : request.steps
  const { levels, timesteps } = noise.kind === 'flow' ? flowSchedule(noise, request, steps) : discreteSchedule(noise, request, steps)
  // kl_optimal ends at σ_min in A1111; every other schedule closes with 0.
  const sigmas = levels.length > timesteps.length ? levels : [...levels, 0]
  if (request.discardNextToLast && timesteps.length > 1) {
    sigmas.splice(-2, 1)
    timesteps.pop()
  }
  const first = sigmas[0]!
  const initialScale = noise.kind === 'flow' || request.unitStart ? 1 / modelScale(noise, first) : first
  return { sigmas, timesteps, initialScale, finalScale: 1 }
}

interface Levels { levels: number[]; timesteps: number[] }

function discreteSchedule(noise: NoiseModel, request: ScheduleRequest, steps: number): Levels {
  const name = request.schedule ?? 'normal'
  const table = noise.sigmas
  const last = table.length - 1
  const sigmaMin = request.sigmaMin ?? table[0]!
  const sigmaMax = request.sigmaMax ?? table[last]!

  // The ends of the table are whole timesteps; looking them up by σ would give 998.9999997.
  const tMax = request.sigmaMax === undefined ? last : timestepOfSigma(noise, sigmaMax)
  const tMin = request.sigmaMin === undefined ? 0 : timestepOfSigma(noise, sigmaMin)

  const byTimestep = (timesteps: number[]): Levels => ({ levels: timesteps.map((t) => sigmaOfTimestep(noise, t, 'log')), timesteps })
  const bySigma = (levels: number[], count = levels.length): Levels => ({
    levels,
    timesteps: levels.slice(0, count).map((sigma) => timestepOfSigma(noise, sigma)),
  })
  switch (name) {
    case 'normal':
      return byTimestep(linspace(tMax, tMin, steps))
    case 'sgm_uniform':
      return byTimestep(linspace(tMax, tMin, steps + 1).slice(0, -1))
    case 'simple':
      return byTimestep(Array.from({ length: steps }, (_, i) => last - Math.trunc(i * (table.length / steps))))
    case 'ddim_uniform': {
      const stride = Math.max(Math.floor(table.length / steps), 1)
      return byTimestep(Array.from({ length: Math.ceil(last / stride) }, (_, i) => 1 + i * stride).toReversed())
    }
    case 'karras':
      return bySigma(karras(steps, sigmaMin, sigmaMax, request.rho))
    case 'exponential':
      return bySigma(exponential(steps, sigmaMin, sigmaMax))
    case 'polyexponential':
      return bySigma(polyexponential(steps, sigmaMin, sigmaMax, request.rho))
    case 'beta':
      return bySigma(beta(steps, sigmaMin, sigmaMax))
    case 'kl_optimal':
      return bySigma(klOptimal(steps, sigmaMin, sigmaMax), steps)
    case 'align_your_steps':
      return bySigma(alignYourSteps(steps, request.family))
    case 'custom':
      return bySigma(customLevels(request))
  }
}

function flowSchedule(noise: NoiseModel, request: ScheduleRequest, steps: number): Levels {
  const levels = request.schedule === 'custom'
    ? customLevels(request)
    : flowLevels(noise.trainSteps, steps, request.schedule ?? 'normal', request.shift ?? 1)
  return { levels: levels.map(sigmaOfFlowLevel), timesteps: levels.map((level) => level * noise.trainSteps) }
}

function customLevels({ sigmas = [] }: ScheduleRequest): number[] {
  const levels = sigmas.at(-1) === 0 ? sigmas.slice(0, -1) : [...sigmas]
  if (levels.length === 0 || levels.some((sigma, i) => !(sigma > 0) || (i > 0 && sigma >= levels[i - 1]!))) {
    throw new EngineError('bad-request.levels', {})
  }
  return levels
}
