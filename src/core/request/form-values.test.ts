import { expect, test } from 'vitest'
import type { ModelManifest } from '../manifest'
import { samplerMetas } from '../samplers/catalogue'
import { hasPublished } from '../schedule/published'
import { isPublished } from '../schedule/published-names'
import { chooseMethod } from './choose-method'
import { activeValues, clampValues, defaultSchedule, defaultValues, fromRequest, rangeOf, sizesOf, toRequest, valueIn } from './form-values'
import { fieldIds, fieldOf, fields, optionalIds } from './fields'
import type { FormValues } from './fields'
import { base, everything, manifest } from './test-values'

test('a plain form asks for nothing optional', () => {
  expect(toRequest(base, 9)).toEqual({
    model: { id: 'tiny' }, prompt: { positive: '', negative: '' }, size: { width: 128, height: 128 }, source: { kind: 'noise' },
    sampling: { sampler: 'euler', schedule: 'karras', steps: 20 }, seed: { value: 9, rng: 'cpu' }, guidance: { scale: 4 },
    adapters: [], controls: [], passes: [],
  })
})

test.each(samplerMetas.map(({ id }) => id))('a form begins with a model’s own schedule as the automatic one, which %s has too', (sampler) => {
  const real = { ...manifest, defaults: { ...manifest.defaults, schedule: 'diffusers' } } as ModelManifest
  expect([defaultValues(real).schedule, defaultSchedule(real), defaultSchedule(manifest)]).toEqual(['automatic', 'automatic', 'karras'])
  const { schedule } = chooseMethod(toRequest({ ...defaultValues(real), sampler }, 1).sampling, real)
  expect(isPublished(schedule) && !hasPublished(sampler)).toBe(false)
})

test('optional values stand where the request keeps them, and come back', () => {
  const request = toRequest(everything, 42)
  expect(request).toMatchObject({
    sampling: { options: { eta: 0.5, sNoise: 1.01 } },
    seed: { value: 42, rng: 'nv', variation: { seed: 9, strength: 0.3 }, resizeFrom: { width: 64, height: 96 } },
    guidance: { scale: 4, rescale: 0.7, interval: { low: 0.5, high: 5 }, skipUncondBelow: 1.5, projection: { eta: 0.2, maxNorm: 15 } },
  })
  expect(fromRequest(request)).toEqual(everything)
})

test('every field of the table has a place of its own in the request', () => {
  const paths = fieldIds.map((id) => fields[id].path)
  expect(new Set(paths).size).toBe(paths.length)
  const all = toRequest({ ...everything, sampler: 'euler', sChurn: 5, sTmin: 0.1, sTmax: 12 }, 42)
  for (const id of fieldIds) if (id !== 'eta') expect([id, valueIn(all, id)]).not.toEqual([id, undefined])
})

test('half an interval is open at its other end', () => {
  const request = toRequest({ ...base, intervalLow: 2 }, 1)
  expect(request.guidance).toEqual({ scale: 4, interval: { low: 2, high: Infinity } })
  expect(fromRequest(request)).toEqual({ ...base, seed: 1, intervalLow: 2 })
})

test('a variation without a seed goes towards seed 0; half a projection has no limit', () => {
  const request = toRequest({ ...base, variationStrength: 0.1, projectionEta: 0 }, 1)
  expect(request.seed.variation).toEqual({ seed: 0, strength: 0.1 })
  expect(request.guidance.projection).toEqual({ eta: 0, maxNorm: 0 })
})

test('what changes nothing is off: zeros, halves of a pair, a variation seed without strength, another sampler’s options', () => {
  expect(activeValues({ ...base, sNoise: 1, rescale: 0, projectionEta: 1, variationSeed: 4, seedWidth: 64, eta: 0.5 })).toEqual({})
  expect(activeValues({ ...base, sampler: 'euler_ancestral', eta: 0.5, sChurn: 3 })).toEqual({ eta: 0.5 })
  // For an ancestral sampler eta 0 is a choice: no fresh noise at all.
  expect(activeValues({ ...base, sampler: 'euler_ancestral', eta: 0 })).toEqual({ eta: 0 })
})

test('numbers are brought into range, sizes into the model’s, ends into order', () => {
  const wild: FormValues = { ...base, steps: 0.4, guidance: 99, seed: -3, width: 250, height: 9999 }
  expect(clampValues(wild, manifest)).toEqual({ ...base, steps: 1, guidance: 30, seed: 0, width: 256, height: 256 })
  expect(clampValues({ ...base, steps: Number.NaN, width: 80 }, manifest)).toMatchObject({ steps: 1, width: 96 })
  expect(clampValues({ ...base, intervalLow: 5, intervalHigh: 2, sTmin: 3, sTmax: 3, seedWidth: 61, variationSeed: -4.4, rescale: Number.NaN }, manifest))
    .toEqual({ ...base, intervalLow: 2, intervalHigh: 5, sTmin: 3, seedWidth: 64, variationSeed: 0 })
  const far = Object.fromEntries(optionalIds.map((id) => [id, 1e12]))
  const clamped = clampValues({ ...base, ...far }, manifest)
  for (const id of optionalIds) if (clamped[id] !== undefined) expect(clamped[id]).toBeLessThanOrEqual(rangeOf(id, manifest).max)
})

test('sizes are the model’s steps from its smallest to its largest', () => {
  expect(sizesOf(manifest)).toEqual([64, 96, 128, 160, 192, 224, 256])
})

test('no two fields have the same name anywhere', () => {
  for (const form of ['link', 'flag', 'infotext', 'api', 'axis'] as const) {
    const names = fieldIds.flatMap((id) => {
      const name = fieldOf(id)[form]
      return name === undefined ? [] : [typeof name === 'string' ? name : `${name.name} ${name.part}`]
    })
    expect(new Set(names).size).toBe(names.length)
  }
})
