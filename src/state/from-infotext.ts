// A picture's infotext → the form: A1111's words for what this build has, and the names of what it has not.
import { readInfotext } from '../core/infotext'
import { resolveSampler } from '../core/samplers'
import { resolveSchedule } from '../core/schedule'
import { setExtra } from './extras'
import type { ExtraName, Extras } from './extras'
import type { Settings } from './settings'

/** What this build has, as its names may stand in an infotext. */
export interface KnownNames {
  models: { id: string; name: string }[]
  samplers: string[]
  schedules: string[]
}

export interface Filled {
  settings: Settings
  /** "Name: value" of what the infotext says and this build cannot do. */
  unknown: string[]
}

const extraFields: Record<string, ExtraName> = {
  'Variation seed': 'variationSeed', 'Variation seed strength': 'variationStrength', ENSD: 'ensd',
  Eta: 'eta', 'Eta DDIM': 'eta', 'Sigma churn': 'sChurn', 'Sigma tmin': 'sTmin', 'Sigma tmax': 'sTmax', 'Sigma noise': 'sNoise',
  NGMS: 'skipUncondBelow', 'Guidance rescale': 'rescale', 'Guidance projection': 'projectionEta', 'Guidance max norm': 'projectionMaxNorm',
}
/** Fields that say nothing about how the picture is made here. */
const silent = ['Prompt', 'Negative prompt', 'Version', 'Model hash', 'VAE', 'VAE hash', 'Lora hashes', 'TI hashes', 'Hashes', 'User']

/** Whether the text ends in a line of settings, as A1111, its forks and Darkroom write it. */
export function looksLikeInfotext(text: string): boolean {
  if (!text.includes('Steps: ')) return false
  const fields = readInfotext(text)
  return 'Steps' in fields && ('Sampler' in fields || 'Seed' in fields)
}

/** null for a text without settings. What is not said stays as in `base`, except what an infotext says by silence. */
export function fromInfotext(text: string, base: Settings, known: KnownNames): Filled | null {
  if (!looksLikeInfotext(text)) return null
  const fields = readInfotext(text)
  const { extras: _extras, ...rest } = base
  // No RNG field means A1111's default, the noise of a CUDA card; no schedule, the sampler's own.
  const settings: Settings = { ...rest, prompt: fields['Prompt'] ?? '', negativePrompt: fields['Negative prompt'] ?? '', seed: null, rng: 'nv', schedule: 'automatic' }
  let extras: Extras = {}
  const unknown: string[] = []
  const readers: Record<string, (value: string) => boolean> = {
    Steps: (value) => setNumber(value, (steps) => { settings.steps = steps }),
    'CFG scale': (value) => setNumber(value, (scale) => { settings.guidance = scale }),
    Seed: (value) => setNumber(value, (seed) => { settings.seed = seed < 0 ? null : seed }),
    Size: (value) => setSize(value, (width, height) => Object.assign(settings, { width, height })),
    'Seed resize from': (value) => setSize(value, (seedWidth, seedHeight) => Object.assign(extras, { seedWidth, seedHeight })),
    RNG: (value) => {
      settings.rng = value === 'CPU' ? 'cpu' : 'nv'
      return value === 'CPU' || value === 'NV' || value === 'GPU'
    },
    Model: (value) => {
      const model = known.models.find(({ id, name }) => id === value || name === value)
      if (model) settings.model = model.id
      return model !== undefined
    },
    Sampler: (value) => {
      const sampler = resolveSampler(value)
      if (!sampler || !known.samplers.includes(sampler.meta.id)) return false
      settings.sampler = sampler.meta.id
      // Before version 1.9 the schedule was a part of the name: "DPM++ 2M Karras".
      if (sampler.schedule && !fields['Schedule type']) settings.schedule = sampler.schedule
      return true
    },
    'Schedule type': (value) => {
      const schedule = value === 'Automatic' ? 'automatic' : resolveSchedule(value)
      if (!schedule || (schedule !== 'automatic' && !known.schedules.includes(schedule))) return false
      settings.schedule = schedule
      return true
    },
    'Clip skip': (value) => value === '1',
    'Guidance interval': (value) => {
      const [, low, high] = /^([\d.]+)-([\d.]+|Infinity)$/.exec(value) ?? []
      if (low === undefined || high === undefined) return false
      extras = { ...extras, intervalLow: Number(low), ...(high !== 'Infinity' && { intervalHigh: Number(high) }) }
      return true
    },
  }
  for (const [name, value] of Object.entries(fields)) {
    const extra = extraFields[name]
    const understood = silent.includes(name)
      || (extra ? setNumber(value, (number) => { extras = setExtra(extras, extra, number) }) : (readers[name]?.(value) ?? false))
    if (!understood) unknown.push(`${name}: ${value}`)
  }
  return { settings: { ...settings, ...(Object.keys(extras).length > 0 && { extras }) }, unknown }
}

function setNumber(value: string, set: (number: number) => void): boolean {
  const number = Number(value)
  if (value.trim() === '' || !Number.isFinite(number)) return false
  set(number)
  return true
}

function setSize(value: string, set: (width: number, height: number) => void): boolean {
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(value) ?? []
  if (!width || !height) return false
  set(Number(width), Number(height))
  return true
}
