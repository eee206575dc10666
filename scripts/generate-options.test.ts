import { expect, test } from 'vitest'
import { fieldIds, fieldOf } from '../src/core/request/fields'
import { flagOf, readOptions, usage } from './generate-options'

test('a prompt alone leaves everything else to the model', () => {
  expect(readOptions(['a red fish'])).toEqual({ out: 'darkroom.png', backend: 'auto', values: { prompt: 'a red fish' } })
})

test('every option arrives under its own name', () => {
  const args = ['a red fish', '--negative', 'blue', '--steps', '4', '--guidance', '5.5', '--sampler', 'euler', '--schedule', 'karras', '--seed', '0', '--rng', 'nv', '--size', '128x96', '--model', 'pictograms', '--backend', 'wasm', '--out', 'fish.png']
  expect(readOptions(args)).toEqual({
    out: 'fish.png',
    backend: 'wasm',
    values: { model: 'pictograms', prompt: 'a red fish', negative: 'blue', steps: 4, guidance: 5.5, sampler: 'euler', schedule: 'karras', seed: 0, rng: 'nv', width: 128, height: 96 },
  })
})

test('every field of the table has an option, and the usage names it', () => {
  for (const id of fieldIds) {
    if (id === 'prompt') continue
    expect(usage).toContain(`--${flagOf(id)} `)
    const { kind, flag } = fieldOf(id)
    if (kind === 'number' && typeof flag === 'string') expect(readOptions(['x', `--${flag}`, '1']).values).toEqual({ prompt: 'x', [id]: 1 })
  }
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
  [['x', '--seed-size', '64'], '128x128'],
  [['x', '--seed-size', '4x64'], '8 to 4096'],
  [['x', '--rescale', '2'], 'from 0 to 1'],
  [['x', '--backend', 'cuda'], 'webgpu, wasm'],
])('%j is refused with a sentence', (args, words) => {
  expect(() => readOptions(args)).toThrow(words)
})
