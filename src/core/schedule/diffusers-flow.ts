// set_timesteps of FlowMatchEulerDiscreteScheduler.
import { EngineError } from '../errors/engine-error'
import type { SchedulerConfig } from './scheduler-config'
import type { DiffusersRun, StepArguments } from './diffusers-run'
import { configuredCurve } from './diffusers-curve'
import { flowLevels } from './flow'
import { modelScale, noiseModel, sigmaOfFlowLevel } from './noise-model'

export function flowFamily(config: SchedulerConfig, steps: number, _step: StepArguments): DiffusersRun {
  if (config.use_dynamic_shifting || config.invert_sigmas) {
    throw new EngineError('bad-manifest.dynamic-shift', {})
  }
  const noise = noiseModel(config)
  let levels = flowLevels(noise.trainSteps, steps, 'normal', config.shift ?? 1)
  if (config.shift_terminal) {
    // Stretch 1 - s so that the last level is shift_terminal.
    const factor = (1 - levels.at(-1)!) / (1 - config.shift_terminal)
    levels = levels.map((level) => 1 - (1 - level) / factor)
  }
  levels = configuredCurve({ ...config, sigma_min: null, sigma_max: null }, steps, levels.at(-1)!, levels[0]!)?.sigmas ?? levels
  levels = levels.map(Math.fround)
  const sigmas = [...levels.map(sigmaOfFlowLevel), 0]
  return {
    sampler: 'flow_euler', options: { stochastic: config.stochastic_sampling ?? false }, noise, initNoiseSigma: 1, space: 'model',
    schedule: { sigmas, timesteps: levels.map((level) => Math.fround(level * noise.trainSteps)), initialScale: 1 / modelScale(noise, sigmas[0]!), finalScale: 1 },
  }
}
