import { expect, test } from 'vitest'
import { writeGridInfotext } from './grid-infotext'
import { readInfotext } from './parse-infotext'

const shared = 'a red fish, detailed\nNegative prompt: blur\nSteps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 4, Seed: 7, Size: 128x128, Model: Pictograms, RNG: CPU, Version: Darkroom'

test('names the script and its axes after the shared settings', () => {
  const text = writeGridInfotext(shared, { x: { type: 'Sampler', values: ['Euler', 'DDIM'] }, y: { type: 'Steps', values: [4, 8] }, z: null })
  expect(text.split('\n').at(-1)).toBe('Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 4, Seed: 7, Size: 128x128, Model: Pictograms, RNG: CPU, Script: X/Y/Z plot, X Type: Sampler, X Values: "Euler, DDIM", Y Type: Steps, Y Values: "4, 8", Version: Darkroom')
})

test('is read back like any other infotext, commas and quotes in values included', () => {
  const fields = readInfotext(writeGridInfotext(shared, { x: { type: 'Prompt S/R', values: ['red', 'blue, "deep"'] }, y: null, z: { type: 'Seed', values: [1] } }))
  expect(fields).toMatchObject({ Prompt: 'a red fish, detailed', 'Negative prompt': 'blur', Seed: '7', Script: 'X/Y/Z plot', 'X Type': 'Prompt S/R', 'X Values': 'red, "blue, ""deep"""', 'Z Values': '1' })
  expect(fields['Y Type']).toBeUndefined()
})
