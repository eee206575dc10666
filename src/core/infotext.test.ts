import { expect, test } from 'vitest'
import { readInfotext, writeInfotext } from './infotext'

const picture = {
  prompt: 'a red fish\non a blue background', negative: 'blurry',
  fields: [['Steps', '20'], ['Sampler', 'DPM++ 2M'], ['Size', '128x96'], ['Model', 'Pictograms']],
} as const

test('reads what it wrote', () => {
  expect(writeInfotext(picture)).toBe('a red fish\non a blue background\nNegative prompt: blurry\nSteps: 20, Sampler: DPM++ 2M, Size: 128x96, Model: Pictograms')
  expect(readInfotext(writeInfotext(picture))).toEqual({ Prompt: picture.prompt, 'Negative prompt': 'blurry', Steps: '20', Sampler: 'DPM++ 2M', Size: '128x96', Model: 'Pictograms' })
})

test('no negative prompt, no line for it', () => {
  expect(writeInfotext({ ...picture, negative: '' })).not.toContain('Negative')
})

test('a value with a comma is quoted and comes back', () => {
  const text = writeInfotext({ ...picture, fields: [...picture.fields, ['VAE', 'A, "B": C']] })
  expect(text).toContain('VAE: "A, \\"B\\": C"')
  expect(readInfotext(text)['VAE']).toBe('A, "B": C')
})

test('reads a picture made by AUTOMATIC1111 (README of its infotext page)', () => {
  const fields = readInfotext('cat, (dog:1.2)\nSteps: 30, Sampler: Euler a, CFG scale: 7, Seed: 965400086, Size: 512x512, Model hash: 45dee52b, Hires prompt: "a, b"')
  expect(fields).toMatchObject({ Prompt: 'cat, (dog:1.2)', Steps: '30', Sampler: 'Euler a', 'Model hash': '45dee52b', 'Hires prompt': 'a, b' })
})

test('a text without settings is a prompt', () => {
  expect(readInfotext('just words: here')).toEqual({ Prompt: 'just words: here', 'Negative prompt': '' })
})
