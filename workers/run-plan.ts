// What a request means for a model, before any network runs: latent size, schedule, sampler, options. Refuses what cannot be.
import { EngineError } from '../src/core/engine-error'
import type { ModelManifest } from '../src/core/manifest'
import { resolveSampler } from '../src/core/samplers'
import type { RegisteredSampler } from '../src/core/samplers'
import { optionsFor } from '../src/core/samplers/options-for'
import type { Sampler, SamplerMeta, SamplerOptions } from '../src/core/samplers/types'
import { buildSchedule, noiseModel, resolveSchedule } from '../src/core/schedule'
import type { NoiseModel, Schedule, ScheduleName } from '../src/core/schedule'
import type { GenerateRequest } from '../src/protocol/engine-api'

/** More steps than any sampler gains from; keeps a slip of the keyboard from running for hours. */
export const maxSteps = 150

export interface RunPlan {
  /** Latent size, the picture's divided by the VAE's factor. */
  height: number
  width: number
  noise: NoiseModel
  schedule: Schedule
  meta: SamplerMeta
  sampler: Sampler
  options: SamplerOptions
  /** Whether the network is asked without the prompt too. */
  guided: boolean
  /** CFG++: the sampler wants x̂0 without the prompt beside the guided one. */
  guidancePlusPlus: boolean
}

/** Rejects with `bad-request`, naming the setting. */
export function planRun(manifest: ModelManifest, request: GenerateRequest): RunPlan {
  const { size, latent } = manifest
  const { width, height, steps, guidance, seed } = request
  const refuse = (message: string, remedy: string) => {
    throw new EngineError('bad-request', message, remedy, JSON.stringify(request))
  }
  if (!Number.isInteger(steps) || steps < 1 || steps > maxSteps) refuse(`${steps} steps cannot be run.`, `Choose a whole number from 1 to ${maxSteps}.`)
  for (const side of [width, height]) {
    if (!Number.isInteger(side) || side % size.step !== 0 || side < size.min || side > size.max) {
      refuse(`${manifest.name} cannot draw ${width}×${height} pixels.`, `Choose multiples of ${size.step} from ${size.min} to ${size.max}.`)
    }
  }
  if (!Number.isFinite(guidance) || guidance < 0 || guidance > 50) refuse(`Guidance ${guidance} makes no sense.`, 'Choose a number from 0 to 50.')
  if (!Number.isSafeInteger(seed) || seed < 0) refuse(`${seed} is not a seed.`, 'Choose a whole number from 0 to 9007199254740991.')
  const { rescale = 0, skipUncondBelow = 0, interval, projection } = request.guidanceOptions ?? {}
  const strength = request.variation?.strength ?? 0
  if (!isShare(rescale)) refuse(`Guidance rescale ${rescale} makes no sense.`, 'Choose a number from 0 to 1.')
  if (!isShare(strength)) refuse(`Variation strength ${strength} makes no sense.`, 'Choose a number from 0 to 1.')
  if (skipUncondBelow < 0 || (interval && !(interval.low < interval.high)) || (projection && !(projection.maxNorm >= 0))) {
    refuse('The guidance settings contradict each other.', 'Use levels of at least 0, the lower one first.')
  }
  const { sampler, schedule } = chooseMethod(request)
  const noise = noiseModel(manifest.scheduler)
  const { meta } = sampler
  const guidancePlusPlus = meta.guidancePlusPlus === true
  const built = buildSchedule(noise, { steps, schedule, discardNextToLast: meta.discardNextToLast === true, unitStart: meta.unitStart === true })
  return {
    height: height / latent.factor,
    width: width / latent.factor,
    noise,
    schedule: built,
    meta,
    sampler: sampler.sample,
    options: optionsFor(meta, noise, built, request.samplerOptions),
    guided: guidance > 1 || (guidancePlusPlus && guidance > 0),
    guidancePlusPlus,
  }
}

/** The sampler and schedule a request names, by whatever name (core/samplers knows the aliases). */
export function chooseMethod(request: Pick<GenerateRequest, 'sampler' | 'schedule'>): { sampler: RegisteredSampler; schedule: ScheduleName } {
  const sampler = resolveSampler(request.sampler)
  if (!sampler) throw new EngineError('bad-request', `There is no sampler called “${request.sampler}”.`, 'Choose one from the list.')
  const asked = request.schedule === 'automatic' ? (sampler.schedule ?? sampler.meta.defaultSchedule) : request.schedule
  const schedule = resolveSchedule(asked)
  if (!schedule) throw new EngineError('bad-request', `There is no schedule called “${request.schedule}”.`, 'Choose one from the list.')
  return { sampler, schedule }
}

function isShare(value: number): boolean {
  return value >= 0 && value <= 1
}
