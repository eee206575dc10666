// What a request means for a model, before any network runs: latent size, schedule, sampler, options. Refuses what cannot be.
import { EngineError } from '../../src/core/errors/engine-error'
import type { ErrorKey, ErrorParams } from '../../src/core/errors/keys'
import type { ModelManifest } from '../../src/core/manifest'
import { chooseMethod } from '../../src/core/request/choose-method'
import { numberField } from '../../src/core/request/fields'
import type { PictureRequest, Sampling } from '../../src/core/request/picture-request'
import { refuseUnbuilt } from '../../src/core/request/refusals'
import { resolveSampler } from '../../src/core/samplers'
import { optionsFor } from '../../src/core/samplers/options-for'
import type { Sampler, SamplerMeta, SamplerOptions } from '../../src/core/samplers/types'
import { buildSchedule, noiseModel } from '../../src/core/schedule'
import type { NoiseModel, Schedule } from '../../src/core/schedule'
import type { ScheduleName } from '../../src/core/schedule/names'
import { publishedRun } from '../../src/core/schedule/published'
import { isPublished } from '../../src/core/schedule/published-names'
import type { PublishedSchedule } from '../../src/core/schedule/published-names'
import { wholeRun } from '../denoise/conditioning'
import type { PromptText } from '../denoise/conditioning'

export interface RunPlan {
  /** Latent size, the picture's divided by the VAE's factor. */
  height: number
  width: number
  noise: NoiseModel
  schedule: Schedule
  meta: SamplerMeta
  sampler: Sampler
  options: SamplerOptions
  /** What the network is told: the prompt, and the negative prompt where it has a say. */
  texts: PromptText[]
  /** CFG++: the sampler wants x̂0 without the prompt beside the guided one. */
  guidancePlusPlus: boolean
  /** LCM as diffusers runs it: the prediction is blended with its input (core/denoiser.ts, lcmScalings). */
  lcmTimestepScaling?: number
  /** What the network is told at every second call, where that is not the timestep of the call's σ. */
  innerTimesteps?: number[]
}

/** Rejects with `bad-request`, naming the setting. */
export function planRun(manifest: ModelManifest, request: PictureRequest): RunPlan {
  refuseUnbuilt(request)
  const { size, latent } = manifest
  const { prompt, size: { width, height }, sampling, guidance: { scale, ...variants }, seed } = request
  const { steps } = sampling
  // More than any sampler gains from: a slip of the keyboard must not run for hours.
  const { max: maxSteps } = numberField('steps')
  const refuse = <K extends ErrorKey>(key: K, params: ErrorParams<K>) => {
    throw new EngineError(key, params, JSON.stringify(request))
  }
  if (!Number.isInteger(steps) || steps < 1 || steps > maxSteps) refuse('bad-request.steps', { steps, max: maxSteps })
  for (const side of [width, height]) {
    if (!Number.isInteger(side) || side % size.step !== 0 || side < size.min || side > size.max) {
      refuse('bad-request.size', { model: manifest.name, width, height, step: size.step, min: size.min, max: size.max })
    }
  }
  if (!Number.isFinite(scale) || scale < 0 || scale > 50) refuse('bad-request.guidance', { guidance: scale })
  if (!Number.isSafeInteger(seed.value) || seed.value < 0) refuse('bad-request.seed', { seed: seed.value })
  const { rescale = 0, skipUncondBelow = 0, interval, projection } = variants
  const strength = seed.variation?.strength ?? 0
  if (!isShare(rescale)) refuse('bad-request.rescale', { rescale })
  if (!isShare(strength)) refuse('bad-request.variation', { strength })
  if (skipUncondBelow < 0 || (interval && !(interval.low < interval.high)) || (projection && !(projection.maxNorm >= 0))) {
    refuse('bad-request.guidance-levels', {})
  }
  const { meta: asked, schedule: name } = chooseMethod(sampling, manifest)
  const { noise, schedule, meta, sampler, options, ...more } = isPublished(name) ? publishedMethod(manifest, sampling, asked, name) : ownMethod(manifest, sampling, asked, name)
  const guidancePlusPlus = meta.guidancePlusPlus === true
  // A network with the guidance inside is asked once, whatever the scale.
  const guided = manifest.guidanceEmbedding === undefined && (scale > 1 || (guidancePlusPlus && scale > 0))
  return {
    height: height / latent.factor,
    width: width / latent.factor,
    noise, schedule, meta, sampler, options, ...more,
    texts: [wholeRun(prompt.positive, 'prompt'), ...(guided ? [wholeRun(prompt.negative, 'negative')] : [])],
    guidancePlusPlus,
  }
}

type MethodPlan = Pick<RunPlan, 'noise' | 'schedule' | 'meta' | 'sampler' | 'options' | 'lcmTimestepScaling' | 'innerTimesteps'>

/** The schedule in A1111's arithmetic. */
function ownMethod({ scheduler }: ModelManifest, { steps, options }: Sampling, meta: SamplerMeta, name: ScheduleName): MethodPlan {
  const noise = noiseModel(scheduler)
  const schedule = buildSchedule(noise, { steps, schedule: name, discardNextToLast: meta.discardNextToLast === true, unitStart: meta.unitStart === true })
  return { noise, schedule, meta, sampler: resolveSampler(meta.id)!.sample, options: optionsFor(meta, noise, schedule, options) }
}

/** The schedule as diffusers reads it from the model's scheduler_config.json. */
function publishedMethod({ scheduler }: ModelManifest, { steps, options: asked }: Sampling, meta: SamplerMeta, name: PublishedSchedule): MethodPlan {
  const run = publishedRun(scheduler, meta.id, steps, name, asked)
  const stepper = run && resolveSampler(run.sampler)
  if (!stepper) throw new EngineError('bad-request.sampler-schedule', { sampler: meta.name, schedule: name })
  const { noise, schedule, options, lcmTimestepScaling, innerTimesteps } = run
  return {
    noise, schedule, options,
    meta: stepper.meta,
    sampler: stepper.sample,
    ...(lcmTimestepScaling !== undefined && { lcmTimestepScaling }),
    ...(innerTimesteps && { innerTimesteps }),
  }
}

function isShare(value: number): boolean {
  return value >= 0 && value <= 1
}
