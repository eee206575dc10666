// The schedules by name, without their arithmetic: the page needs only these.

export const SCHEDULES = [
  'normal', 'karras', 'exponential', 'polyexponential', 'sgm_uniform', 'kl_optimal', 'align_your_steps',
  'simple', 'ddim_uniform', 'beta', 'custom',
] as const
export type ScheduleName = (typeof SCHEDULES)[number]

const SCHEDULE_ALIASES: Record<string, ScheduleName> = {
  uniform: 'normal', sgmuniform: 'sgm_uniform', ddim: 'ddim_uniform', klopt: 'kl_optimal', ays: 'align_your_steps',
}

/** A1111 labels and ComfyUI names → ScheduleName; null for 'Automatic' and unknown names. */
export function resolveSchedule(name: string): ScheduleName | null {
  const key = name.trim().toLowerCase().replaceAll(/[\s-]+/g, '_')
  const id = SCHEDULE_ALIASES[key.replaceAll('_', '')] ?? key
  return SCHEDULES.find((known) => known === id) ?? null
}
