import { expect, test } from 'vitest'
import { looksLikeInfotext } from '../looks-like-infotext'
import { fromInfotext } from './read-infotext'
import { infotextOf } from './write-infotext'
import { toRequest } from './form-values'
import { base, everything, known, manifest, reseeding } from './test-values'

const read = (text: string) => fromInfotext(text, { ...base, prompt: 'old', negative: 'old', seed: 5 }, known)
const written = (values = base, seed = 42) => infotextOf(toRequest(values, seed), manifest)

test('writes the fields in A1111’s order', () => {
  expect(written({ ...base, prompt: 'a red fish\non a blue background', negative: 'blurry', sampler: 'dpmpp_2m', guidance: 4.5, height: 96 })).toBe(
    'a red fish\non a blue background\nNegative prompt: blurry\nSteps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 4.5, Seed: 42, Size: 128x96, Model: Pictograms, RNG: CPU, Version: Darkroom',
  )
})

test('writes what is set besides under A1111’s names, in its order, and ours for the rest', () => {
  expect(written(everything).split('Model: Pictograms, ')[1]).toBe(
    'Variation seed: 9, Variation seed strength: 0.3, Seed resize from: 64x96, ENSD: 31337, RNG: NV, Eta: 0.5, Sigma noise: 1.01, NGMS: 1.5, '
    + 'Guidance rescale: 0.7, Guidance interval: 0.5-5, Guidance projection: 0.2, Guidance max norm: 15, Version: Darkroom',
  )
  expect(written({ ...base, sChurn: 1, sTmin: 2, sTmax: 3, sNoise: 1.1 })).toContain('RNG: CPU, Sigma churn: 1, Sigma tmin: 2, Sigma tmax: 3, Sigma noise: 1.1, Version')
  expect(written({ ...base, intervalLow: 2, projectionEta: 0.2 })).toContain('Guidance interval: 2-Infinity, Guidance projection: 0.2, Version')
})

test('an option that the sampler does not use is not written, the schedule that really ran is', () => {
  expect(infotextOf(toRequest({ ...base, sampler: 'dpmpp_2m', schedule: 'automatic', [reseeding]: 5 }, 1), manifest)).toContain('Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 4, Seed: 1, Size: 128x128, Model: Pictograms, RNG: CPU, Version')
})

test('DDIM has an eta of its own name', () => {
  expect(written({ ...base, sampler: 'ddim', eta: 0.5 })).toContain(', Eta DDIM: 0.5,')
  expect(read(written({ ...base, sampler: 'ddim', eta: 0.5 }))?.values.eta).toBe(0.5)
})

test('a picture of our own fills the form with all that made it', () => {
  expect(read(written(everything))).toEqual({ values: everything, unknown: [] })
  const open = { ...base, seed: 42, intervalLow: 2 }
  expect(read(written(open))).toEqual({ values: open, unknown: [] })
})

test('a picture of AUTOMATIC1111 without an RNG field had the noise of a CUDA card', () => {
  const filled = read('cat, (dog:1.2)\nNegative prompt: blurry\nSteps: 30, Sampler: DPM++ 2M Karras, CFG scale: 7, Seed: 965400086, Size: 512x512, Model hash: 45dee52b, Model: v1-5, ENSD: 31337, Eta DDIM: 0.2, Clip skip: 2, Version: v1.10.1')
  expect(filled?.values).toEqual({ ...base, prompt: 'cat, (dog:1.2)', negative: 'blurry', steps: 30, sampler: 'dpmpp_2m', schedule: 'karras', guidance: 7, seed: 965400086, rng: 'nv', width: 512, height: 512, [reseeding]: 31337, eta: 0.2 })
  expect(filled?.unknown).toEqual(['Model: v1-5', 'Clip skip: 2'])
})

test('a schedule that is not named is the sampler’s own', () => {
  expect(read('x\nSteps: 3, Sampler: Euler, Seed: 1')?.values.schedule).toBe('automatic')
  expect(read('x\nSteps: 3, Sampler: DDIM, Schedule type: DDIM, Seed: 1')?.values.schedule).toBe('ddim_uniform')
})

test('unknown samplers, schedules and features are named, and the form keeps its own', () => {
  const filled = read('x\nSteps: 3, Sampler: DPM adaptive, Schedule type: Turbo, Seed: -1, RNG: GPU, Hires upscale: 2, Guidance interval: some')
  expect(filled?.values).toMatchObject({ sampler: 'euler', schedule: 'automatic', seed: null, rng: 'nv' })
  expect(filled?.unknown).toEqual(['Sampler: DPM adaptive', 'Schedule type: Turbo', 'Hires upscale: 2', 'Guidance interval: some'])
})

test('words are no settings', () => {
  expect(read('Steps: to the sea, a pier')).toBeNull()
  expect(looksLikeInfotext('a red fish, detailed: yes, size: big')).toBe(false)
})
