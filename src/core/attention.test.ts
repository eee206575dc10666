import { expect, test } from 'vitest'
import type { Attention } from './attention'
import { layerSize, wordMap } from './attention'

// "red fish" as <start> red fi sh <end>, on 2×1 places.
const attention: Attention = {
  width: 2, height: 1,
  tokens: [['<start>', 0, 0], ['red</w>', 0, 3], ['fi', 4, 6], ['sh</w>', 6, 8], ['<end>', 8, 8]].map(([text, start, end]) => ({ text, start, end }) as Attention['tokens'][number]),
  maps: Float32Array.of(0.5, 0.5, /* red */ 0.1, 0.3, /* fi */ 0.2, 0.1, /* sh */ 0.15, 0.05, /* end */ 0.05, 0.05),
}

test('a word of several tokens is their sum, from its weakest place to its strongest', () => {
  expect(wordMap(attention, { start: 4, end: 8 })).toEqual(Float32Array.of(1, 0))
  expect(wordMap(attention, { start: 0, end: 3 })).toEqual(Float32Array.of(0, 1))
})

test('tokens are summed before they are stretched', () => {
  const all = wordMap({ ...attention, width: 3, maps: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 1, 1, 0, 0, 0) }, { start: 0, end: 8 })
  expect(all).toEqual(Float32Array.of(0, 1, 0))
})

test('a flat map says nothing, and no token no map', () => {
  expect(wordMap({ ...attention, maps: new Float32Array(10).fill(0.2) }, { start: 0, end: 3 })).toEqual(Float32Array.of(0, 0))
  expect(wordMap(attention, { start: 3, end: 4 })).toBeNull()
  expect(wordMap(attention, { start: 8, end: 8 })).toBeNull()
})

test.each([
  [{ width: 16, height: 16 }, 256, { width: 16, height: 16 }],
  [{ width: 16, height: 16 }, 16, { width: 4, height: 4 }],
  [{ width: 24, height: 8 }, 48, { width: 12, height: 4 }],
  [{ width: 12, height: 20 }, 15, { width: 3, height: 5 }],
  [{ width: 9, height: 8 }, 20, { width: 5, height: 4 }],
])('a layer of a latent %j with %i places is %j', (latent, places, size) => {
  expect(layerSize(latent, places)).toEqual(size)
})

test('places that are no level are a mistake', () => {
  expect(() => layerSize({ width: 16, height: 16 }, 60)).toThrow('60 places')
})
