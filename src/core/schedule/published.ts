// A model's own schedule: its scheduler_config.json as diffusers reads it, for whichever of our samplers has a class there.
// Written “diffusers”, or with parts that overrule the file: diffusers_karras, diffusers_trailing, diffusers_leading_offset0.
import type { SamplerOptions } from '../samplers/types'
import type { SchedulerConfig } from './scheduler-config'
import { diffusersRun } from './diffusers'
import type { DiffusersRun } from './diffusers-run'

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

/** diffusers' class for a sampler, and the fields that make the class that sampler. */
const classes: Record<string, [name: string, fields?: SchedulerConfig]> = {
  euler: ['EulerDiscreteScheduler'],
  euler_ancestral: ['EulerAncestralDiscreteScheduler'],
  heun: ['HeunDiscreteScheduler'],
  lms: ['LMSDiscreteScheduler'],
  dpm_2: ['KDPM2DiscreteScheduler'],
  dpm_2_ancestral: ['KDPM2AncestralDiscreteScheduler'],
  dpmpp_2m: ['DPMSolverMultistepScheduler', { algorithm_type: 'dpmsolver++', solver_order: 2, solver_type: 'midpoint' }],
  dpmpp_2m_sde: ['DPMSolverMultistepScheduler', { algorithm_type: 'sde-dpmsolver++', solver_order: 2, solver_type: 'midpoint' }],
  dpmpp_2m_sde_heun: ['DPMSolverMultistepScheduler', { algorithm_type: 'sde-dpmsolver++', solver_order: 2, solver_type: 'heun' }],
  dpm_solver: ['DPMSolverMultistepScheduler'],
  dpm_solver_singlestep: ['DPMSolverSinglestepScheduler'],
  unipc: ['UniPCMultistepScheduler'],
  deis: ['DEISMultistepScheduler'],
  ddim: ['DDIMScheduler'],
  ddpm: ['DDPMScheduler'],
  plms: ['PNDMScheduler'],
  lcm: ['LCMScheduler'],
  tcd: ['TCDScheduler'],
  flow_euler: ['FlowMatchEulerDiscreteScheduler'],
}

export function isPublished(schedule: string): schedule is PublishedSchedule {
  const [first, ...rest] = schedule.split('_')
  return first === 'diffusers' && rest.every((part) => parts[part])
}

/** Whether diffusers has a class for the sampler. */
export function hasPublished(samplerId: string): boolean {
  return samplerId in classes
}

/** The sampler whose class a scheduler_config.json names; null when we have none. */
export function samplerOfClass(className: string): string | null {
  const plain = className.replace(/Scheduler$/, '')
  return Object.entries(classes).find(([, [name]]) => name === `${plain}Scheduler`)?.[0] ?? null
}

/** null when diffusers has no class for the sampler. */
export function publishedRun(config: SchedulerConfig, samplerId: string, steps: number, schedule: PublishedSchedule, options: SamplerOptions = {}): DiffusersRun | null {
  const [className, fields] = classes[samplerId] ?? []
  if (className === undefined) return null
  const overruled = schedule.split('_').slice(1).map((part) => parts[part])
  const { eta, sChurn, sTmin, sTmax, sNoise } = options
  return diffusersRun(className, Object.assign({}, config, fields, ...overruled) as SchedulerConfig, steps, {
    ...(eta !== undefined && { eta }),
    ...(sChurn !== undefined && { s_churn: sChurn }),
    ...(sTmin !== undefined && { s_tmin: sTmin }),
    ...(sTmax !== undefined && { s_tmax: sTmax }),
    ...(sNoise !== undefined && { s_noise: sNoise }),
  })
}
