import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import { withPngText } from '../core/png'
import { writeInfotext } from '../core/infotext'
import { createFillForm } from './fill-form'
import { fromInfotext, looksLikeInfotext } from './from-infotext'
import { toRequest } from './settings'
import type { Settings } from './settings'

const base: Settings = { model: 'tiny', prompt: 'old', negativePrompt: 'old', steps: 20, guidance: 4, sampler: 'euler', schedule: 'karras', seed: 5, rng: 'cpu', width: 128, height: 128, preview: 'full' }
const known = { models: [{ id: 'tiny', name: 'Pictograms' }], samplers: ['euler', 'euler_ancestral', 'dpmpp_2m', 'ddim'], schedules: ['normal', 'karras', 'ddim_uniform'] }
const read = (text: string) => fromInfotext(text, base, known)

test('a picture of our own fills the form with all that made it', () => {
  const settings: Settings = {
    ...base, prompt: 'a fish, red: very', negativePrompt: 'blue', sampler: 'euler_ancestral', seed: 42, rng: 'nv', width: 96,
    extras: { eta: 0.5, sNoise: 1.01, variationSeed: 9, variationStrength: 0.3, seedWidth: 64, seedHeight: 96, ensd: 31337, rescale: 0.7, intervalLow: 0.5, intervalHigh: 5, skipUncondBelow: 1.5, projectionEta: 0.2, projectionMaxNorm: 15 },
  }
  const text = writeInfotext({ ...toRequest(settings, 42), sampler: 'Euler a', schedule: 'Karras', model: 'Pictograms' })
  expect(read(text)).toEqual({ settings, unknown: [] })
})

test('a picture of AUTOMATIC1111 without an RNG field had the noise of a CUDA card', () => {
  const filled = read('cat, (dog:1.2)\nNegative prompt: blurry\nSteps: 30, Sampler: DPM++ 2M Karras, CFG scale: 7, Seed: 965400086, Size: 512x512, Model hash: 45dee52b, Model: v1-5, ENSD: 31337, Eta DDIM: 0.2, Clip skip: 2, Version: v1.10.1')
  expect(filled?.settings).toEqual({ ...base, prompt: 'cat, (dog:1.2)', negativePrompt: 'blurry', steps: 30, sampler: 'dpmpp_2m', schedule: 'karras', guidance: 7, seed: 965400086, rng: 'nv', width: 512, height: 512, extras: { ensd: 31337, eta: 0.2 } })
  expect(filled?.unknown).toEqual(['Model: v1-5', 'Clip skip: 2'])
})

test('a schedule that is not named is the sampler’s own', () => {
  expect(read('x\nSteps: 3, Sampler: Euler, Seed: 1')?.settings.schedule).toBe('automatic')
  expect(read('x\nSteps: 3, Sampler: DDIM, Schedule type: DDIM, Seed: 1')?.settings.schedule).toBe('ddim_uniform')
})

test('unknown samplers, schedules and features are named, and the form keeps its own', () => {
  const filled = read('x\nSteps: 3, Sampler: DPM adaptive, Schedule type: Turbo, Seed: -1, RNG: GPU, Hires upscale: 2, Guidance interval: some')
  expect(filled?.settings).toMatchObject({ sampler: 'euler', schedule: 'automatic', seed: null, rng: 'nv' })
  expect(filled?.unknown).toEqual(['Sampler: DPM adaptive', 'Schedule type: Turbo', 'Hires upscale: 2', 'Guidance interval: some'])
})

test('words are no settings', () => {
  expect(read('Steps: to the sea, a pier')).toBeNull()
  expect(looksLikeInfotext('a red fish, detailed: yes, size: big')).toBe(false)
})

const png = Uint8Array.from([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130])

test('filling from the prompt, from a PNG, and taking it back', () => {
  const settings = signal(base)
  const fill = createFillForm({ settings, known: () => known, clamp: (wanted) => ({ ...wanted, width: Math.min(wanted.width, 256), height: Math.min(wanted.height, 256) }) })
  const text = 'a house\nSteps: 8, Sampler: Euler, Seed: 3, Size: 512x512'
  expect(fill.offered.value).toBe(false)
  settings.value = { ...base, prompt: text }
  expect(fill.offered.value).toBe(true)
  fill.fromPrompt()
  expect(settings.value).toMatchObject({ prompt: 'a house', steps: 8, seed: 3, width: 128 })
  expect(fill.note.value).toEqual({ kind: 'filled', unknown: ['Size: 512x512'] })
  expect(fill.offered.value).toBe(false)
  fill.undo()
  expect(settings.value.prompt).toBe(text)

  settings.value = base
  fill.fromPng(png)
  expect(fill.note.value).toEqual({ kind: 'no-settings' })
  fill.fromPng(new Uint8Array([1, 2, 3]))
  expect(fill.note.value).toEqual({ kind: 'no-png' })
  expect(settings.value).toBe(base)
  fill.fromPng(withPngText(png, 'parameters', '房子\nSteps: 8, Sampler: Euler, Seed: 3'))
  expect(settings.value.prompt).toBe('房子')
})
