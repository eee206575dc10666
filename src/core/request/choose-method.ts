// The sampler and the schedule that a request means, whatever names it uses. A real model's own schedule is the automatic one.
import { EngineError } from '../errors/engine-error'
import type { ModelManifest } from '../manifest'
import { findSampler } from '../samplers/catalogue'
import type { SamplerMeta } from '../samplers/types'
import { resolveSchedule } from '../schedule/names'
import type { ScheduleName } from '../schedule/names'
import { hasPublished } from '../schedule/published'
import { isPublished } from '../schedule/published-names'
import type { PublishedSchedule } from '../schedule/published-names'
import type { Sampling } from './picture-request'

export interface Method { meta: SamplerMeta; schedule: ScheduleName | PublishedSchedule }

/** Rejects with `bad-request` names that nothing here has. */
export function chooseMethod(asked: Pick<Sampling, 'sampler' | 'schedule'>, { defaults }: Pick<ModelManifest, 'defaults'>): Method {
  const sampler = findSampler(asked.sampler)
  if (!sampler) throw new EngineError('bad-request.sampler', { name: asked.sampler })
  const automatic = isPublished(defaults.schedule) && hasPublished(sampler.meta.id) ? defaults.schedule : sampler.meta.defaultSchedule
  const name = asked.schedule === 'automatic' ? (sampler.schedule ?? automatic) : asked.schedule
  const schedule = isPublished(name) ? name : resolveSchedule(name)
  if (!schedule) throw new EngineError('bad-request.schedule', { name: asked.schedule })
  return { meta: sampler.meta, schedule }
}
