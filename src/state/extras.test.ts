import { expect, test } from 'vitest'
import type { ModelManifest } from '../core/manifest'
import { activeExtras, clampExtras, extraNames, extraRules, fromRequestParts, samplerExtrasOf, setExtra, toRequestParts, withRequestParts } from './extras'
import type { Extras } from './extras'
import { clampSettings, defaultSettings, fromHash, fromRequest, isAdvancedChanged, toHash, toRequest } from './settings'
import type { KnownIds } from './settings'
import { sigmaRange } from './sigma-range'

const manifest = {
  id: 'tiny',
  size: { width: 128, height: 128, step: 32, min: 64, max: 256 },
  defaults: { sampler: 'euler', schedule: 'karras', steps: 20, guidance: 4 },
  scheduler: { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear', num_train_timesteps: 1000, prediction_type: 'epsilon' },
} as ModelManifest
const known: KnownIds = { models: ['tiny'], samplers: ['euler', 'euler_ancestral'], schedules: ['automatic', 'karras'] }
const base = defaultSettings(manifest)
const everything: Extras = {
  sChurn: 5, sTmin: 0.1, sTmax: 12, sNoise: 1.003, variationSeed: 9, variationStrength: 0.3, seedWidth: 64, seedHeight: 96, ensd: 31337,
  rescale: 0.7, intervalLow: 0.5, intervalHigh: 5, skipUncondBelow: 1.5, projectionEta: 0.2, projectionMaxNorm: 15,
}

test('a plain form has no extras in its link or its request', () => {
  for (const { key } of Object.values(extraRules)) expect(toHash(base)).not.toContain(`&${key}=`)
  expect(Object.keys(toRequest(base, 1)).sort()).toEqual(['guidance', 'height', 'negativePrompt', 'preview', 'prompt', 'rng', 'sampler', 'schedule', 'seed', 'steps', 'width'])
})

test('a link carries every extra and gives it back', () => {
  const settings = { ...base, seed: 1, extras: everything }
  expect(fromHash(toHash(settings), base, known)).toEqual({ settings, ignored: [] })
})

test('a link that says nothing of extras switches them off', () => {
  expect(fromHash('#prompt=x', { ...base, extras: everything }, known).settings).not.toHaveProperty('extras')
})

test('what is no number in a link is named and left out', () => {
  const { settings, ignored } = fromHash('#rescale=lots&strength=&s_churn=3', base, known)
  expect(ignored).toEqual(['rescale', 'strength'])
  expect(settings.extras).toEqual({ sChurn: 3 })
})

test('a request says them in the engine’s words, and reads back', () => {
  const request = toRequest({ ...base, extras: everything }, 1)
  expect(request).toMatchObject({
    samplerOptions: { sChurn: 5, sTmin: 0.1, sTmax: 12, sNoise: 1.003 },
    variation: { seed: 9, strength: 0.3 }, seedSize: { width: 64, height: 96 }, ensd: 31337,
    guidanceOptions: { rescale: 0.7, interval: { low: 0.5, high: 5 }, skipUncondBelow: 1.5, projection: { eta: 0.2, maxNorm: 15 } },
  })
  expect(fromRequest(request, 'tiny')).toEqual({ ...base, seed: 1, extras: everything })
  expect(fromRequest(toRequest(base, 1), 'tiny')).not.toHaveProperty('extras')
})

test('half an interval is open at its other end', () => {
  const parts = toRequestParts({ sampler: 'euler', extras: { intervalLow: 2 } })
  expect(parts).toEqual({ guidanceOptions: { interval: { low: 2, high: Infinity } } })
  expect(fromRequestParts(parts)).toEqual({ intervalLow: 2 })
})

test('a part of a request takes the place of the form’s, and what it leaves out stays', () => {
  expect(withRequestParts({ rescale: 0.5, intervalLow: 1, eta: 0.2 }, { guidanceOptions: { rescale: 0.7 } })).toEqual({ rescale: 0.7, eta: 0.2 })
  expect(withRequestParts({ rescale: 0.5, ensd: 3 }, { guidanceOptions: {}, ensd: 0 })).toEqual({ ensd: 0 })
})

test('what changes nothing is off: zeros, halves of a pair, a variation seed without strength, another sampler’s options', () => {
  expect(activeExtras({ sampler: 'euler', extras: { sNoise: 1, rescale: 0, projectionEta: 1, variationSeed: 4, seedWidth: 64, eta: 0.5 } })).toEqual({})
  expect(activeExtras({ sampler: 'euler_ancestral', extras: { eta: 0.5, sChurn: 3 } })).toEqual({ eta: 0.5 })
  // For an ancestral sampler eta 0 is a choice: no fresh noise at all.
  expect(activeExtras({ sampler: 'euler_ancestral', extras: { eta: 0 } })).toEqual({ eta: 0 })
})

test('only the options of the chosen sampler are offered', () => {
  expect(samplerExtrasOf('euler')).toEqual(['sChurn', 'sTmin', 'sTmax', 'sNoise'])
  expect(samplerExtrasOf('ddim')).toEqual(['eta'])
  expect(samplerExtrasOf('dpmpp_2m')).toEqual([])
})

test('numbers come into range and ends into order', () => {
  const wild = Object.fromEntries(extraNames.map((name) => [name, 1e9])) as Extras
  const clamped = clampExtras(wild)
  for (const name of extraNames) if (clamped[name] !== undefined) expect(clamped[name]).toBeLessThanOrEqual(extraRules[name].max)
  expect(clampExtras({ intervalLow: 5, intervalHigh: 2, sTmin: 3, sTmax: 3, seedWidth: 61, ensd: -4.4, rescale: Number.NaN })).toEqual({ intervalLow: 2, intervalHigh: 5, sTmin: 3, seedWidth: 64, ensd: 0 })
  expect(clampSettings({ ...base, extras: { rescale: 3 } }, manifest).extras).toEqual({ rescale: 1 })
  expect(clampSettings(base, manifest)).not.toHaveProperty('extras')
})

test('Advanced is marked for what counts only', () => {
  expect(isAdvancedChanged(base)).toBe(false)
  expect(isAdvancedChanged({ ...base, extras: { eta: 0.5 } })).toBe(false)
  expect(isAdvancedChanged({ ...base, extras: setExtra({}, 'rescale', 0.5) })).toBe(true)
  expect(isAdvancedChanged({ ...base, rng: 'nv' })).toBe(true)
})

test('the range of σ is the schedule’s', () => {
  const range = sigmaRange(manifest, { sampler: 'euler', schedule: 'karras', steps: 20 })
  expect(range?.high).toBeCloseTo(14.61, 2)
  expect(range?.low).toBeCloseTo(0.029, 3)
  expect(sigmaRange(manifest, { sampler: 'nosuch', schedule: 'karras', steps: 20 })).toBeNull()
})
