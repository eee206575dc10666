import { expect, test } from 'vitest'
import { batchOf } from './batch'
import { toRequest } from './form-values'
import { base } from './test-values'

const seeds = (values: typeof base, seed: number, count: number) => batchOf(toRequest(values, seed), count).map(({ seed: { value, variation } }) => [value, variation?.seed])

test('picture k of a batch has seed + k', () => {
  expect(seeds(base, 7, 3)).toEqual([[7, undefined], [8, undefined], [9, undefined]])
})

test('a batch of variations keeps its seed and goes on in variation seeds', () => {
  expect(seeds({ ...base, variationSeed: 4, variationStrength: 0.2 }, 7, 3)).toEqual([[7, 4], [7, 5], [7, 6]])
})

test('seeds start again at 0 after the highest', () => {
  expect(seeds(base, Number.MAX_SAFE_INTEGER - 1, 3)).toEqual([[2 ** 53 - 2, undefined], [2 ** 53 - 1, undefined], [0, undefined]])
})
