// The schedules a person can choose, with AUTOMATIC1111's names. 'custom' needs a list of its own and so is no choice here.
import type { ScheduleName } from './names'

export type ChosenSchedule = Exclude<ScheduleName, 'custom'>

const names: Record<ChosenSchedule, string> = {
  normal: 'Normal',
  karras: 'Karras',
  exponential: 'Exponential',
  polyexponential: 'Polyexponential',
  sgm_uniform: 'SGM Uniform',
  kl_optimal: 'KL Optimal',
  align_your_steps: 'Align Your Steps',
  simple: 'Simple',
  ddim_uniform: 'DDIM Uniform',
  beta: 'Beta',
}

export const scheduleChoices = Object.entries(names).map(([id, name]) => ({ id, name }))
