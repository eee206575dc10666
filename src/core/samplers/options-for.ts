// What a sampler must be told about the model and the schedule beyond its σ: two methods reason in timesteps or raw outputs.
import type { NoiseModel, Schedule } from '../schedule'
import { tcdLandings } from '../schedule/tcd'
import type { SamplerMeta, SamplerOptions } from './types'

/** `options` with the gaps filled for this sampler, model and schedule. */
export function optionsFor({ id }: SamplerMeta, noise: NoiseModel, schedule: Schedule, options: SamplerOptions = {}): SamplerOptions {
  const targets = schedule.targets === undefined ? {} : { targets: schedule.targets }
  switch (id) {
    case 'plms':
      return { ...targets, ...options, multistepOn: noise.prediction === 'v_prediction' ? 'v_prediction' : 'epsilon' }
    case 'tcd': {
      const landings = tcdLandings(noise, schedule, options.eta ?? 0.3)
      // The last step lands on the picture itself, not on timestep 0, where the schedule closes with σ = 0.
      if (schedule.sigmas.at(-1) === 0) landings[landings.length - 1] = 0
      return { ...targets, ...options, landings }
    }
    default:
      return { ...targets, ...options }
  }
}
