import { expect, test } from 'vitest'
import { readOptions } from './generate-options'

test('a prompt alone leaves everything else to the model', () => {
  expect(readOptions(['a red fish'])).toEqual({ out: 'darkroom.png', backend: 'auto', model: null, request: { prompt: 'a red fish' } })
})

test('every option arrives under its own name', () => {
  const args = ['a red fish', '--negative', 'blue', '--steps', '4', '--guidance', '5.5', '--sampler', 'euler', '--schedule', 'karras', '--seed', '0', '--rng', 'nv', '--size', '128x96', '--model', 'pictograms', '--backend', 'wasm', '--out', 'fish.png']
  expect(readOptions(args)).toEqual({
    out: 'fish.png',
    backend: 'wasm',
    model: 'pictograms',
    request: { prompt: 'a red fish', negativePrompt: 'blue', steps: 4, guidance: 5.5, sampler: 'euler', schedule: 'karras', seed: 0, rng: 'nv', width: 128, height: 96 },
  })
})

test.each([
  [[], 'prompt is missing'],
  [['a', 'red', 'fish'], 'in quotes ("a red fish")'],
  [['x', '--stepz', '4'], '--stepz'],
  [['x', '--steps', '0'], '1 to 150'],
  [['x', '--steps', '151'], '1 to 150'],
  [['x', '--steps', '2.5'], 'whole number'],
  [['x', '--steps', ''], 'whole number'],
  [['x', '--seed', '-1'], 'seed'],
  [['x', '--guidance', 'lots'], 'from 1 to 30'],
  [['x', '--sampler', 'nosuch'], 'There are: '],
  [['x', '--schedule', 'nosuch'], 'karras'],
  [['x', '--size', '128'], '128x128'],
  [['x', '--backend', 'cuda'], 'webgpu, wasm'],
])('%j is refused with a sentence', (args, words) => {
  expect(() => readOptions(args)).toThrow(words)
})
