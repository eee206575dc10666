// Between which noise levels the form's run goes, so that a person who sets a σ knows the scale. As the engine plans it.
import type { ModelManifest } from '../core/manifest'
import { chooseMethod } from '../core/request/choose-method'
import type { FormValues } from '../core/request/fields'
import { buildSchedule, noiseModel } from '../core/schedule'
import { publishedRun } from '../core/schedule/published'
import { isPublished } from '../core/schedule/published-names'

/** Highest and lowest σ at which the network is asked; null where the settings make no run. */
export function sigmaRange(manifest: Pick<ModelManifest, 'scheduler' | 'defaults'>, values: Pick<FormValues, 'sampler' | 'schedule' | 'steps'>): { high: number; low: number } | null {
  const { steps } = values
  if (!Number.isInteger(steps) || steps < 1) return null
  try {
    const sigmas = sigmasOf(manifest, values)
    return sigmas ? { high: sigmas[0] ?? 0, low: sigmas.findLast((sigma) => sigma > 0) ?? 0 } : null
  } catch {
    return null
  }
}

function sigmasOf({ scheduler, defaults }: Pick<ModelManifest, 'scheduler' | 'defaults'>, { sampler, schedule: asked, steps }: Pick<FormValues, 'sampler' | 'schedule' | 'steps'>): number[] | undefined {
  const { meta, schedule } = chooseMethod({ sampler, schedule: asked }, { defaults })
  if (isPublished(schedule)) return publishedRun(scheduler, meta.id, steps, schedule)?.schedule.sigmas
  return buildSchedule(noiseModel(scheduler), { steps, schedule, discardNextToLast: meta.discardNextToLast === true, unitStart: meta.unitStart === true }).sigmas
}
