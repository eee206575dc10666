// Schedules by the names AUTOMATIC1111 1.10.1 shows and writes into pictures (modules/sd_schedulers.py).
import type { ScheduleName } from './names'

export const scheduleLabels: Record<ScheduleName, string> = {
  normal: 'Normal',
  karras: 'Karras',
  exponential: 'Exponential',
  polyexponential: 'Polyexponential',
  sgm_uniform: 'SGM Uniform',
  kl_optimal: 'KL Optimal',
  align_your_steps: 'Align Your Steps',
  simple: 'Simple',
  ddim_uniform: 'DDIM',
  beta: 'Beta',
  custom: 'Custom',
}
