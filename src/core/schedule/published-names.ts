// The names of a model's own schedules, without their arithmetic: the page needs only these.
// Written “diffusers”, or with parts that overrule the file: diffusers_karras, diffusers_trailing, diffusers_leading_offset0.
import type { SchedulerConfig } from './scheduler-config'

/** In requests and in a manifest's defaults. */
export type PublishedSchedule = `diffusers${string}`

/** What a part of the name overrules. */
const parts: Record<string, SchedulerConfig> = {
  linspace: { timestep_spacing: 'linspace' },
  leading: { timestep_spacing: 'leading' },
  trailing: { timestep_spacing: 'trailing' },
  karras: { use_karras_sigmas: true, use_exponential_sigmas: false, use_beta_sigmas: false },
  exponential: { use_karras_sigmas: false, use_exponential_sigmas: true, use_beta_sigmas: false },
  beta: { use_karras_sigmas: false, use_exponential_sigmas: false, use_beta_sigmas: true },
  offset0: { steps_offset: 0 },
  offset1: { steps_offset: 1 },
}

export function isPublished(schedule: string): schedule is PublishedSchedule {
  const [first, ...rest] = schedule.split('_')
  return first === 'diffusers' && rest.every((part) => parts[part])
}

/** What the name overrules in the model's file. */
export function overruled(schedule: PublishedSchedule): SchedulerConfig {
  return Object.assign({}, ...schedule.split('_').slice(1).map((part) => parts[part])) as SchedulerConfig
}
