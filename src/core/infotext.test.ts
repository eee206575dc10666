import { expect, test } from 'vitest'
import { readInfotext, writeInfotext } from './infotext'

const settings = {
  prompt: 'a red fish\non a blue background', negativePrompt: 'blurry', steps: 20, sampler: 'DPM++ 2M', schedule: 'Karras',
  guidance: 4.5, seed: 42, width: 128, height: 96, model: 'Pictograms', rng: 'cpu' as const,
}

test('writes the fields in A1111\'s order', () => {
  expect(writeInfotext(settings)).toBe(
    'a red fish\non a blue background\nNegative prompt: blurry\nSteps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 4.5, Seed: 42, Size: 128x96, Model: Pictograms, RNG: CPU, Version: Darkroom',
  )
})

test('writes what is set besides under A1111\'s names, in its order, and ours for the rest', () => {
  const text = writeInfotext({
    ...settings, negativePrompt: '', sampler: 'Euler a', rng: 'nv', samplerOptions: { eta: 0.5, sChurn: 1, sTmin: 2, sTmax: 3, sNoise: 1.1 },
    variation: { seed: 7, strength: 0.3 }, seedSize: { width: 64, height: 96 }, ensd: 31337,
    guidanceOptions: { rescale: 0.7, interval: { low: 0.5, high: 5 }, skipUncondBelow: 1.5, projection: { eta: 0, maxNorm: 15 } },
  })
  expect(text.split('Model: Pictograms, ')[1]).toBe(
    'Variation seed: 7, Variation seed strength: 0.3, Seed resize from: 64x96, ENSD: 31337, RNG: NV, Eta: 0.5, Sigma churn: 1, Sigma tmin: 2, Sigma tmax: 3, Sigma noise: 1.1, NGMS: 1.5, '
    + 'Guidance rescale: 0.7, Guidance interval: 0.5-5, Guidance projection: 0, Guidance max norm: 15, Version: Darkroom',
  )
})

test('DDIM has an eta of its own name', () => {
  expect(writeInfotext({ ...settings, sampler: 'DDIM', samplerOptions: { eta: 0.5 } })).toContain(', Eta DDIM: 0.5,')
})

test('no negative prompt, no line for it', () => {
  expect(writeInfotext({ ...settings, negativePrompt: '' })).not.toContain('Negative')
})

test('a value with a comma is quoted and comes back', () => {
  const text = writeInfotext({ ...settings, model: 'A, "B": C' })
  expect(text).toContain('Model: "A, \\"B\\": C"')
  expect(readInfotext(text)['Model']).toBe('A, "B": C')
})

test('reads what it wrote', () => {
  expect(readInfotext(writeInfotext(settings))).toEqual({
    Prompt: settings.prompt, 'Negative prompt': 'blurry', Steps: '20', Sampler: 'DPM++ 2M', 'Schedule type': 'Karras',
    'CFG scale': '4.5', Seed: '42', Size: '128x96', Model: 'Pictograms', RNG: 'CPU', Version: 'Darkroom',
  })
})

test('reads a picture made by AUTOMATIC1111 (README of its infotext page)', () => {
  const fields = readInfotext('cat, (dog:1.2)\nSteps: 30, Sampler: Euler a, CFG scale: 7, Seed: 965400086, Size: 512x512, Model hash: 45dee52b, Hires prompt: "a, b"')
  expect(fields).toMatchObject({ Prompt: 'cat, (dog:1.2)', Steps: '30', Sampler: 'Euler a', 'Model hash': '45dee52b', 'Hires prompt': 'a, b' })
})

test('a text without settings is a prompt', () => {
  expect(readInfotext('just words: here')).toEqual({ Prompt: 'just words: here', 'Negative prompt': '' })
})
