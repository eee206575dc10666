// What a request means for a model, before any network runs: latent size, schedule, sampler, options. Refuses what cannot be.
import { EngineError } from '../../src/core/errors/engine-error'
import type { ModelManifest } from '../../src/core/manifest'
import { resolveSampler } from '../../src/core/samplers'
import type { RegisteredSampler } from '../../src/core/samplers'
import { optionsFor } from '../../src/core/samplers/options-for'
import type { Sampler, SamplerMeta, SamplerOptions } from '../../src/core/samplers/types'
import { buildSchedule, noiseModel, resolveSchedule } from '../../src/core/schedule'
import type { NoiseModel, Schedule, ScheduleName } from '../../src/core/schedule'
import { hasPublished, isPublished, publishedRun } from '../../src/core/schedule/published'
import type { PublishedSchedule } from '../../src/core/schedule/published'
import type { GenerateRequest } from '../../src/protocol/engine-api'

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
  /** LCM as diffusers runs it: the prediction is blended with its input (core/denoiser.ts, lcmScalings). */
  lcmTimestepScaling?: number
  /** What the network is told at every second call, where that is not the timestep of the call's σ. */
  innerTimesteps?: number[]
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
  const { sampler: asked, schedule: name } = chooseMethod(request, manifest)
  const { noise, schedule, meta, sampler, options, ...more } = isPublished(name) ? publishedMethod(manifest, request, asked, name) : ownMethod(manifest, request, asked, name)
  const guidancePlusPlus = meta.guidancePlusPlus === true
  return {
    height: height / latent.factor,
    width: width / latent.factor,
    noise, schedule, meta, sampler, options, ...more,
    // A network with the guidance inside is asked once, whatever the scale.
    guided: manifest.guidanceEmbedding === undefined && (guidance > 1 || (guidancePlusPlus && guidance > 0)),
    guidancePlusPlus,
  }
}

type MethodPlan = Pick<RunPlan, 'noise' | 'schedule' | 'meta' | 'sampler' | 'options' | 'lcmTimestepScaling' | 'innerTimesteps'>

/** The schedule in A1111's arithmetic. */
function ownMethod({ scheduler }: ModelManifest, { steps, samplerOptions }: GenerateRequest, { meta, sample }: RegisteredSampler, name: ScheduleName): MethodPlan {
  const noise = noiseModel(scheduler)
  const schedule = buildSchedule(noise, { steps, schedule: name, discardNextToLast: meta.discardNextToLast === true, unitStart: meta.unitStart === true })
  return { noise, schedule, meta, sampler: sample, options: optionsFor(meta, noise, schedule, samplerOptions) }
}

/** The schedule as diffusers reads it from the model's scheduler_config.json. */
function publishedMethod({ scheduler }: ModelManifest, { steps, samplerOptions }: GenerateRequest, { meta }: RegisteredSampler, name: PublishedSchedule): MethodPlan {
  const run = publishedRun(scheduler, meta.id, steps, name, samplerOptions)
  const stepper = run && resolveSampler(run.sampler)
  if (!stepper) throw new EngineError('bad-request', `${meta.name} has no schedule “${name}”.`, 'Choose another schedule or another sampler.')
  const { noise, schedule, options, lcmTimestepScaling, innerTimesteps } = run
  return {
    noise, schedule, options,
    meta: stepper.meta,
    sampler: stepper.sample,
    ...(lcmTimestepScaling !== undefined && { lcmTimestepScaling }),
    ...(innerTimesteps && { innerTimesteps }),
  }
}

/** The sampler and schedule a request names, by whatever name (core/samplers knows the aliases). A real model's own schedule is automatic. */
export function chooseMethod(request: Pick<GenerateRequest, 'sampler' | 'schedule'>, { defaults }: Pick<ModelManifest, 'defaults'>): { sampler: RegisteredSampler; schedule: ScheduleName | PublishedSchedule } {
  const sampler = resolveSampler(request.sampler)
  if (!sampler) throw new EngineError('bad-request', `There is no sampler called “${request.sampler}”.`, 'Choose one from the list.')
  const automatic = isPublished(defaults.schedule) && hasPublished(sampler.meta.id) ? defaults.schedule : sampler.meta.defaultSchedule
  const asked = request.schedule === 'automatic' ? (sampler.schedule ?? automatic) : request.schedule
  const schedule = isPublished(asked) ? asked : resolveSchedule(asked)
  if (!schedule) throw new EngineError('bad-request', `There is no schedule called “${request.schedule}”.`, 'Choose one from the list.')
  return { sampler, schedule }
}

function isShare(value: number): boolean {
  return value >= 0 && value <= 1
}
