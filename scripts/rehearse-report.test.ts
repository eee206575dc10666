import { expect, test } from 'vitest'
import { heapBytes } from './rehearse-heap'
import { barsOf, tableOf } from './rehearse-report'
import type { Rehearsal } from './rehearse-report'
import { rangeOf } from './rehearse-server'

const run: Rehearsal = {
  shape: 'sd15', precision: 'q8', bytes: 1.2e9, largestTensorBytes: 100e6, megabytesPerSecondDown: 90, refetchedBytes: 8e6, megabytesPerSecondWarm: 200,
  secondsToReady: 6, loads: { done: 3, begun: 3 }, peakHeapBytes: 330e6, wasmHeapBytes: 64 * 1024 * 1024, gpuBytes: 1e9, gpuPeakBytes: 1.1e9,
  picture: { pixels: 64, secondsPerStep: 3.25 }, note: '',
}

const failing = (changed: Partial<Rehearsal>) => barsOf({ ...run, ...changed }).filter(({ good }) => !good).map(({ name }) => name)

test('each bar holds up to its limit and fails beyond it', () => {
  expect(failing({})).toEqual([])
  expect(failing({ wasmHeapBytes: 64 * 1024 * 1024 + 1 })).toEqual(['wasm heap'])
  expect(failing({ peakHeapBytes: 330e6 + 1 })).toEqual(['JS heap'])
  expect(failing({ refetchedBytes: 101e6 })).toEqual(['resumed'])
  expect(failing({ loads: { done: 2, begun: 3 } })).toEqual(['loads'])
})

test('the table tells a step’s time, or why there is none', () => {
  expect(tableOf(run)).toContain('| one step | 3.3 s at 64×64 |')
  expect(tableOf({ ...run, picture: null, note: 'out of memory' })).toContain('| one step | not measured: out of memory |')
})

test('a heap is its objects and its array buffers', () => {
  expect(heapBytes({ usedSize: 1, embedderHeapUsedSize: 2, backingStorageSize: 4 })).toBe(7)
  expect(heapBytes({ usedSize: 1 })).toBe(1)
})

test('ranges are met to the end of the file', () => {
  expect(rangeOf('bytes=10-', 100)).toEqual({ start: 10, end: 99, ranged: true })
  expect(rangeOf('bytes=10-500', 100)).toEqual({ start: 10, end: 99, ranged: true })
  expect(rangeOf('bytes=100-', 100)).toEqual({ start: 0, end: 99, ranged: false })
  expect(rangeOf(undefined, 100)).toEqual({ start: 0, end: 99, ranged: false })
})
