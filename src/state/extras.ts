// The settings most pictures leave alone: sampler options, seed variations, variants of guidance. Flat, one number under one
// name, absent = off. Their other forms: one key each in a link, and the nested parts of the engine's request.
import { resolveSampler } from '../core/samplers'
import type { GenerateRequest } from '../protocol/engine-api'

interface Rule {
  /** Its key in a link. */
  key: string
  min: number
  max: number
  /** Only multiples of this. */
  step?: number
  /** The value that changes nothing, and so is never passed on. */
  off?: number
}

export const extraRules = {
  eta: { key: 'eta', min: 0, max: 1 },
  sChurn: { key: 's_churn', min: 0, max: 100, off: 0 },
  sTmin: { key: 's_tmin', min: 0, max: 1000, off: 0 },
  // As in A1111, 0 stands for no upper end.
  sTmax: { key: 's_tmax', min: 0, max: 1000, off: 0 },
  sNoise: { key: 's_noise', min: 0, max: 2, off: 1 },
  variationSeed: { key: 'variation', min: 0, max: Number.MAX_SAFE_INTEGER, step: 1 },
  variationStrength: { key: 'strength', min: 0, max: 1, off: 0 },
  seedWidth: { key: 'seed_width', min: 8, max: 4096, step: 8 },
  seedHeight: { key: 'seed_height', min: 8, max: 4096, step: 8 },
  ensd: { key: 'ensd', min: 0, max: 2 ** 32 - 1, step: 1, off: 0 },
  rescale: { key: 'rescale', min: 0, max: 1, off: 0 },
  intervalLow: { key: 'guide_above', min: 0, max: 1000, off: 0 },
  intervalHigh: { key: 'guide_upto', min: 0, max: 1000, off: 0 },
  skipUncondBelow: { key: 's_min_uncond', min: 0, max: 1000, off: 0 },
  projectionEta: { key: 'apg', min: 0, max: 1, off: 1 },
  projectionMaxNorm: { key: 'apg_norm', min: 0, max: 1000, off: 0 },
} as const satisfies Record<string, Rule>

export type ExtraName = keyof typeof extraRules
export type Extras = Partial<Record<ExtraName, number>>

export const extraNames = Object.keys(extraRules) as ExtraName[]
export const samplerExtras = ['eta', 'sChurn', 'sTmin', 'sTmax', 'sNoise'] as const
export const seedExtras = ['variationSeed', 'variationStrength', 'seedWidth', 'seedHeight', 'ensd'] as const
export const guidanceExtras = ['rescale', 'intervalLow', 'intervalHigh', 'skipUncondBelow', 'projectionEta', 'projectionMaxNorm'] as const

/** What has extras: the form. The sampler says which of its options count. */
interface WithExtras { sampler: string; extras?: Extras }
type RequestParts = Pick<GenerateRequest, 'samplerOptions' | 'variation' | 'seedSize' | 'ensd' | 'guidanceOptions'>

export function setExtra(extras: Extras, name: ExtraName, value: number | undefined): Extras {
  const { [name]: _before, ...rest } = extras
  return value === undefined ? rest : { ...rest, [name]: value }
}

/** The chosen sampler's options, of those a person can set. */
export function samplerExtrasOf(sampler: string): (typeof samplerExtras)[number][] {
  const listed = resolveSampler(sampler)?.meta.options ?? []
  return samplerExtras.filter((name) => listed.includes(name))
}

/** Those that change the picture: no zeros that mean off, no halves of a pair, no options of another sampler. */
export function activeExtras({ sampler, extras = {} }: WithExtras): Extras {
  const listed: readonly ExtraName[] = samplerExtrasOf(sampler)
  const others: readonly ExtraName[] = [...seedExtras, ...guidanceExtras]
  const said = (name: ExtraName) => extras[name] !== undefined && extras[name] !== ruleOf(name).off
  const active: Extras = {}
  for (const name of extraNames) {
    const used = listed.includes(name) || others.includes(name)
    const paired = name === 'variationSeed' ? said('variationStrength') : !name.startsWith('seed') || (said('seedWidth') && said('seedHeight'))
    if (used && paired && said(name)) active[name] = extras[name]!
  }
  return active
}

/** Every number into its range; of two ends the lower one first. */
export function clampExtras(extras: Extras): Extras {
  const clamped: Extras = {}
  for (const name of extraNames) {
    const value = extras[name]
    const { min, max, step } = ruleOf(name)
    if (value === undefined || !Number.isFinite(value)) continue
    clamped[name] = Math.min(max, Math.max(min, step ? Math.round(value / step) * step : value))
  }
  for (const [low, high] of [['sTmin', 'sTmax'], ['intervalLow', 'intervalHigh']] as const) {
    const from = clamped[low] ?? 0
    const to = clamped[high] ?? 0
    if (to > 0 && from > to) Object.assign(clamped, { [low]: to, [high]: from })
    // Nothing lies between two equal ends: keep the lower one.
    else if (to > 0 && from === to) delete clamped[high]
  }
  return clamped
}

export function toRequestParts(settings: WithExtras): RequestParts {
  const { eta, sChurn, sTmin, sTmax, sNoise, variationSeed = 0, variationStrength, seedWidth, seedHeight, ensd, rescale, intervalLow, intervalHigh, skipUncondBelow, projectionEta, projectionMaxNorm } = activeExtras(settings)
  const samplerOptions = present({ eta, sChurn, sTmin, sTmax, sNoise })
  const guidanceOptions = present({
    rescale,
    skipUncondBelow,
    interval: intervalLow === undefined && intervalHigh === undefined ? undefined : { low: intervalLow ?? 0, high: intervalHigh ?? Infinity },
    projection: projectionEta === undefined && projectionMaxNorm === undefined ? undefined : { eta: projectionEta ?? 1, maxNorm: projectionMaxNorm ?? 0 },
  })
  return present({
    samplerOptions: Object.keys(samplerOptions).length > 0 ? samplerOptions : undefined,
    variation: variationStrength === undefined ? undefined : { seed: variationSeed, strength: variationStrength },
    seedSize: seedWidth === undefined || seedHeight === undefined ? undefined : { width: seedWidth, height: seedHeight },
    ensd,
    guidanceOptions: Object.keys(guidanceOptions).length > 0 ? guidanceOptions : undefined,
  })
}

export function fromRequestParts({ samplerOptions = {}, variation, seedSize, ensd, guidanceOptions = {} }: RequestParts): Extras {
  const { rescale, skipUncondBelow, interval, projection } = guidanceOptions
  const { eta, sChurn, sTmin, sTmax, sNoise } = samplerOptions
  return present({
    eta, sChurn, sTmin, sTmax: finite(sTmax), sNoise,
    variationSeed: variation?.seed, variationStrength: variation?.strength,
    seedWidth: seedSize?.width, seedHeight: seedSize?.height,
    ensd, rescale,
    intervalLow: interval?.low, intervalHigh: finite(interval?.high),
    skipUncondBelow, projectionEta: projection?.eta, projectionMaxNorm: projection?.maxNorm,
  })
}

/** The extras with the parts that a request says in place of theirs; a part it leaves out stays. */
export function withRequestParts(extras: Extras, parts: RequestParts): Extras {
  const replaced: readonly ExtraName[] = [
    ...(parts.samplerOptions ? samplerExtras : []),
    ...(parts.variation ? (['variationSeed', 'variationStrength'] as const) : []),
    ...(parts.guidanceOptions ? guidanceExtras : []),
  ]
  const kept = Object.entries(extras).filter(([name]) => !replaced.some((one) => one === name))
  return { ...Object.fromEntries(kept), ...fromRequestParts(parts) }
}

/** The setting a link's key stands for. */
export function extraOfKey(key: string): ExtraName | undefined {
  return extraNames.find((name) => extraRules[name].key === key)
}

export function ruleOf(name: ExtraName): Rule {
  return extraRules[name]
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Without the keys that say nothing. */
function present<T extends object>(parts: T): Present<T> {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as Present<T>
}

function finite(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) ? value : undefined
}
