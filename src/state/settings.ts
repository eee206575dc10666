// What a person sets, and its two other forms: the URL hash (a link that makes the picture again) and the engine's request.
import type { ModelManifest } from '../core/manifest'
import type { GenerateRequest } from '../protocol/engine-api'
import { activeExtras, clampExtras, extraNames, extraOfKey, extraRules, fromRequestParts, setExtra, toRequestParts } from './extras'
import type { Extras } from './extras'

export interface Settings {
  model: string
  prompt: string
  negativePrompt: string
  steps: number
  guidance: number
  sampler: string
  schedule: string
  /** null = a fresh one for every picture. */
  seed: number | null
  rng: GenerateRequest['rng']
  width: number
  height: number
  preview: 'fast' | 'full'
  /** What most pictures leave alone; absent = all of it off. */
  extras?: Extras
}

/** Ids that this build knows; a link may come from another one. */
export interface KnownIds {
  models: string[]
  samplers: string[]
  schedules: string[]
}

export const stepsRange = { min: 1, max: 150 } as const
export const guidanceRange = { min: 1, max: 30 } as const
export const maxSeed = Number.MAX_SAFE_INTEGER
export const advancedDefaults = { rng: 'cpu', preview: 'fast' } as const

export function defaultSettings(manifest: ModelManifest): Settings {
  const { defaults, size } = manifest
  return {
    model: manifest.id,
    prompt: '',
    negativePrompt: '',
    steps: defaults.steps,
    guidance: defaults.guidance,
    sampler: defaults.sampler,
    schedule: defaults.schedule,
    seed: null,
    width: size.width,
    height: size.height,
    ...advancedDefaults,
  }
}

/** Whether anything under Advanced is not as it was at first. */
export function isAdvancedChanged(settings: Settings): boolean {
  return settings.rng !== advancedDefaults.rng || settings.preview !== advancedDefaults.preview || Object.keys(activeExtras(settings)).length > 0
}

/** Sizes a model can make: its step from min to max, nothing else. */
export function sizesOf({ size }: ModelManifest): number[] {
  const sizes: number[] = []
  for (let side = size.min; side <= size.max; side += size.step) sizes.push(side)
  return sizes
}

/** Brings every number into its range, so that neither a link nor a half-typed field can ask for nonsense. */
export function clampSettings(settings: Settings, manifest: ModelManifest): Settings {
  const { size } = manifest
  const side = (value: number) => {
    const steps = Math.round((bounded(value, size.min, size.max) - size.min) / size.step)
    return Math.min(size.max, size.min + steps * size.step)
  }
  return {
    ...settings,
    steps: Math.round(bounded(settings.steps, stepsRange.min, stepsRange.max)),
    guidance: bounded(settings.guidance, guidanceRange.min, guidanceRange.max),
    seed: settings.seed === null ? null : Math.round(bounded(settings.seed, 0, maxSeed)),
    width: side(settings.width),
    height: side(settings.height),
    ...(settings.extras && { extras: clampExtras(settings.extras) }),
  }
}

export function toRequest(settings: Settings, seed: number): GenerateRequest {
  const { model: _model, seed: _seed, extras: _extras, ...rest } = settings
  return { ...rest, ...toRequestParts(settings), seed }
}

export function fromRequest(request: GenerateRequest, model: string): Settings {
  const { samplerOptions: _options, variation: _variation, seedSize: _size, ensd: _ensd, guidanceOptions: _guidance, edition: _edition, attention: _attention, ...rest } = request
  const extras = fromRequestParts(request)
  return { ...rest, model, preview: request.preview === 'full' ? 'full' : 'fast', ...(Object.keys(extras).length > 0 && { extras }) }
}

/** `preview` changes what is shown, not what is made, and so has no place in a link. */
export function toHash(settings: Settings): string {
  const query = new URLSearchParams({ prompt: settings.prompt })
  if (settings.negativePrompt) query.set('negative', settings.negativePrompt)
  query.set('steps', String(settings.steps))
  query.set('guidance', String(settings.guidance))
  query.set('sampler', settings.sampler)
  query.set('schedule', settings.schedule)
  if (settings.seed !== null) query.set('seed', String(settings.seed))
  query.set('rng', settings.rng)
  query.set('size', `${settings.width}x${settings.height}`)
  const extras = activeExtras(settings)
  for (const name of extraNames) if (extras[name] !== undefined) query.set(extraRules[name].key, String(extras[name]))
  query.set('model', settings.model)
  return `#${query}`
}

/** Reads a hash over `base`; `ignored` names what the link says that this build does not know. */
export function fromHash(hash: string, base: Settings, known: KnownIds): { settings: Settings; ignored: string[] } {
  const query = new URLSearchParams(hash.replace(/^#/, ''))
  const settings = { ...base }
  const ignored: string[] = []
  // A link without a seed asks for any picture, whatever seed the form holds; one without extras for none.
  if (query.size > 0) {
    settings.seed = null
    delete settings.extras
  }
  for (const [key, value] of query) {
    if (!read(settings, key, value, known)) ignored.push(key)
  }
  return { settings, ignored }
}

function read(settings: Settings, key: string, value: string, known: KnownIds): boolean {
  switch (key) {
    case 'prompt':
      settings.prompt = value
      return true
    case 'negative':
      settings.negativePrompt = value
      return true
    case 'steps':
    case 'guidance':
    case 'seed':
      if (value.trim() === '' || !Number.isFinite(Number(value))) return false
      settings[key] = Number(value)
      return true
    case 'sampler':
      if (!known.samplers.includes(value)) return false
      settings.sampler = value
      return true
    case 'schedule':
      if (!known.schedules.includes(value)) return false
      settings.schedule = value
      return true
    case 'rng':
      if (value !== 'cpu' && value !== 'nv') return false
      settings.rng = value
      return true
    case 'size': {
      const match = /^(\d{1,5})x(\d{1,5})$/.exec(value)
      if (!match) return false
      settings.width = Number(match[1])
      settings.height = Number(match[2])
      return true
    }
    case 'model':
      if (!known.models.includes(value)) return false
      settings.model = value
      return true
    default: {
      const extra = extraOfKey(key)
      if (!extra || value.trim() === '' || !Number.isFinite(Number(value))) return false
      settings.extras = setExtra(settings.extras ?? {}, extra, Number(value))
      return true
    }
  }
}

function bounded(value: number, min: number, max: number): number {
  return Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : min
}
