import { expect, test } from 'vitest'
import type { ModelManifest } from '../core/manifest'
import { clampSettings, defaultSettings, fromHash, sizesOf, toHash, toRequest } from './settings'
import type { KnownIds, Settings } from './settings'

const manifest = {
  id: 'tiny',
  size: { width: 128, height: 128, step: 32, min: 64, max: 256 },
  defaults: { sampler: 'euler', schedule: 'karras', steps: 20, guidance: 4 },
} as ModelManifest
const known: KnownIds = { models: ['tiny', 'big'], samplers: ['euler', 'heun'], schedules: ['automatic', 'karras'] }
const base = defaultSettings(manifest)

test('a link carries everything that makes the picture, and nothing is lost on the way', () => {
  const settings: Settings = {
    model: 'big', prompt: 'a cat & a dog, 100% #1 (red:1.2)\n第二行', negativePrompt: 'a=b', steps: 31, guidance: 7.5, sampler: 'heun',
    schedule: 'automatic', seed: 2 ** 53 - 1, rng: 'nv', width: 256, height: 64, preview: 'fast',
  }
  expect(fromHash(toHash(settings), base, known)).toEqual({ settings, ignored: [] })
})

test('a link without a seed asks for any picture, whatever seed the form holds', () => {
  expect(fromHash('#prompt=x', { ...base, seed: 5 }, known).settings.seed).toBeNull()
  expect(fromHash('', { ...base, seed: 5 }, known).settings.seed).toBe(5)
})

test('what a link says that this build does not know is named and left out', () => {
  const { settings, ignored } = fromHash('#sampler=magic&schedule=karras&steps=many&size=big&rng=dice&model=none&loras=x', base, known)
  expect(settings).toEqual({ ...base, schedule: 'karras' })
  expect(ignored).toEqual(['sampler', 'steps', 'size', 'rng', 'model', 'loras'])
})

test('numbers are brought into the range of the model', () => {
  const wild: Settings = { ...base, steps: 0.4, guidance: 99, seed: -3, width: 250, height: 9999 }
  expect(clampSettings(wild, manifest)).toMatchObject({ steps: 1, guidance: 30, seed: 0, width: 256, height: 256 })
  expect(clampSettings({ ...base, steps: Number.NaN, width: 80 }, manifest)).toMatchObject({ steps: 1, width: 96 })
})

test('sizes are the model’s steps from its smallest to its largest', () => {
  expect(sizesOf(manifest)).toEqual([64, 96, 128, 160, 192, 224, 256])
})

test('a request has the drawn seed and no page-only fields', () => {
  const request = toRequest(base, 9)
  expect(request.seed).toBe(9)
  expect(Object.keys(request)).not.toContain('model')
})
