// Between which noise levels the form's run goes, so that a person who sets a σ knows the scale.
import type { ModelManifest } from '../core/manifest'
import { findSampler } from '../core/samplers/catalogue'
import { buildSchedule, noiseModel } from '../core/schedule'
import { resolveSchedule } from '../core/schedule/names'
import type { FormValues } from '../core/request/fields'

/** Highest and lowest σ at which the network is asked; null where the settings make no run. */
export function sigmaRange({ scheduler }: ModelManifest, { sampler, schedule, steps }: Pick<FormValues, 'sampler' | 'schedule' | 'steps'>): { high: number; low: number } | null {
  const method = findSampler(sampler)
  const name = method && resolveSchedule(schedule === 'automatic' ? (method.schedule ?? method.meta.defaultSchedule) : schedule)
  if (!name || !Number.isInteger(steps) || steps < 1) return null
  try {
    const { sigmas } = buildSchedule(noiseModel(scheduler), { steps, schedule: name, discardNextToLast: method.meta.discardNextToLast === true })
    return { high: sigmas[0] ?? 0, low: sigmas.findLast((sigma) => sigma > 0) ?? 0 }
  } catch {
    return null
  }
}
