// set_timesteps of DPMSolverMultistep, DPMSolverSinglestep, UniPCMultistep and DEISMultistep.
import type { SchedulerConfig } from './scheduler-config'
import type { DpmAlgorithm, SamplerOptions } from '../samplers/types'
import type { DiffusersRun, StepArguments } from './diffusers-run'
import { configuredCurve } from './diffusers-curve'
import { shiftLevel } from './flow'
import { modelScale, noiseModel, sigmaOfFlowLevel, sigmaOfTimestep, timestepOfSigma } from './noise-model'
import type { NoiseModel } from './noise-model'
import { linspace, roundHalfEven } from './numpy'
import { solverSpacing } from './spacing'

type Solver = 'dpm_solver' | 'dpm_solver_singlestep' | 'unipc' | 'deis'

export const solverFamily = (sampler: Solver) => (config: SchedulerConfig, steps: number, _step: StepArguments): DiffusersRun => {
  const noise = noiseModel(config)
  const { sigmas, timesteps } = noise.kind === 'flow' ? flowSigmas(sampler, config, noise, steps) : discreteSigmas(sampler, config, noise, steps)
  return {
    sampler, options: solverOptions(sampler, config), noise, initNoiseSigma: 1, space: 'model',
    schedule: { sigmas, timesteps, initialScale: 1 / modelScale(noise, sigmas[0]!), finalScale: modelScale(noise, sigmas.at(-1)!) },
  }
}

function discreteSigmas(sampler: Solver, config: SchedulerConfig, noise: NoiseModel, steps: number) {
  const lowest = noise.sigmas[0]!
  const curve = configuredCurve(config, steps, lowest, noise.sigmas.at(-1)!)
  // Cosine schedules cut off the timesteps whose log-SNR is below lambda_min_clipped (DPM-Solver only).
  const clipped = sampler.startsWith('dpm_solver') ? clippedTimesteps(noise, config.lambda_min_clipped ?? -Infinity) : 0
  const spacing = sampler === 'dpm_solver_singlestep' ? 'linspace' : (config.timestep_spacing ?? 'linspace')
  const spaced = solverSpacing(spacing, steps, noise.trainSteps, config.steps_offset ?? 0, noise.trainSteps - clipped)
  const levels = curve?.sigmas ?? spaced.map((t) => sigmaOfTimestep(noise, t, 'linear'))
  // Karras (and Lu) levels round to the nearest timestep; exponential and beta ones are cut off by a cast to int64.
  const rounds = (curve?.name === 'karras' || curve?.name === 'lu') && !(sampler === 'dpm_solver' && config.beta_schedule === 'squaredcos_cap_v2')
  const toWhole = rounds ? roundHalfEven : Math.trunc
  const timesteps = curve ? levels.map((sigma) => toWhole(timestepOfSigma(noise, sigma))) : spaced
  // DEIS never steps to 0; DEIS and UniPC repeat the curve's own last level where the others use the training schedule's.
  const toZero = sampler !== 'deis' && (config.final_sigmas_type ?? 'zero') === 'zero'
  const repeats = curve !== null && (sampler === 'deis' || sampler === 'unipc')
  const last = toZero ? 0 : repeats ? levels.at(-1)! : lowest
  return { sigmas: [...levels, last].map(Math.fround), timesteps }
}

function flowSigmas(sampler: Solver, config: SchedulerConfig, noise: NoiseModel, steps: number) {
  const shift = config.flow_shift ?? 1
  const levels = linspace(1, 1 / noise.trainSteps, steps + 1).map((alpha) => shiftLevel(1 - alpha, shift)).toReversed().slice(0, -1)
  const timesteps = levels.map((level) => Math.trunc(level * noise.trainSteps))
  const toZero = sampler !== 'deis' && (config.final_sigmas_type ?? 'zero') === 'zero'
  const sigmas = [...levels, toZero ? 0 : levels.at(-1)!].map((level) => sigmaOfFlowLevel(Math.fround(level)))
  return { sigmas, timesteps }
}

/** How many of the noisiest timesteps have λ = log(α/σ) below the threshold. */
function clippedTimesteps(noise: NoiseModel, threshold: number): number {
  return noise.logSigmas.reduce((count, logSigma) => count + (-logSigma < threshold ? 1 : 0), 0)
}

function solverOptions(sampler: Solver, config: SchedulerConfig): SamplerOptions {
  const common = { order: config.solver_order ?? 2, lowerOrderFinal: config.lower_order_final ?? true }
  // Names of another class's solver types are accepted and mean the class's own default.
  const type = config.solver_type ?? ''
  switch (sampler) {
    case 'unipc':
      return {
        ...common, solverType: type === 'bh1' ? 'bh1' : 'bh2',
        predictX0: config.predict_x0 ?? true, disableCorrector: config.disable_corrector ?? [],
      }
    case 'deis':
      return common
    default: {
      const algorithm = config.algorithm_type === undefined || config.algorithm_type === 'deis' ? 'dpmsolver++' : (config.algorithm_type as DpmAlgorithm)
      return { ...common, algorithm, solverType: type === 'heun' ? 'heun' : 'midpoint', eulerAtFinal: config.euler_at_final ?? false }
    }
  }
}
