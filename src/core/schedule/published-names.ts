// The names of a model's own schedules, without what they mean: the page needs only these.
// Written “diffusers”, or with parts that overrule the file: diffusers_karras, diffusers_trailing, diffusers_leading_offset0.

/** In requests and in a manifest's defaults. */
export type PublishedSchedule = `diffusers${string}`

const partNames = ['linspace', 'leading', 'trailing', 'karras', 'exponential', 'beta', 'offset0', 'offset1'] as const
export type PublishedPart = (typeof partNames)[number]

export function isPublished(schedule: string): schedule is PublishedSchedule {
  const [first, ...rest] = schedule.split('_')
  return first === 'diffusers' && rest.every((part) => partNames.some((name) => name === part))
}

export const partsOf = (schedule: PublishedSchedule): PublishedPart[] => schedule.split('_').slice(1) as PublishedPart[]
