// A model's own schedule: its scheduler_config.json as diffusers reads it, for whichever of our samplers has a class there.
import type { SamplerOptions } from '../samplers/types'
import type { SchedulerConfig } from './scheduler-config'
import { diffusersRun } from './diffusers'
import type { DiffusersRun } from './diffusers-run'
import { partsOf } from './published-names'
import type { PublishedPart, PublishedSchedule } from './published-names'

/** What a part of the name overrules. */
const parts: Record<PublishedPart, SchedulerConfig> = {
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
  const { eta, sChurn, sTmin, sTmax, sNoise } = options
  return diffusersRun(className, Object.assign({}, config, fields, ...partsOf(schedule).map((part) => parts[part])) as SchedulerConfig, steps, {
    ...(eta !== undefined && { eta }),
    ...(sChurn !== undefined && { s_churn: sChurn }),
    ...(sTmin !== undefined && { s_tmin: sTmin }),
    ...(sTmax !== undefined && { s_tmax: sTmax }),
    ...(sNoise !== undefined && { s_noise: sNoise }),
  })
}
