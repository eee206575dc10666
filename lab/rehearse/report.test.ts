import { expect, test } from 'vitest'
import { easiestPlan } from '../../src/core/memory/plan'
import { heapBytes } from './heap'
import { readOptions } from './options'
import { barsOf, loadLine, tableOf } from './report'
import type { Rehearsal } from './report'
import { rangeOf } from './server'
import { createSilence, guarded } from './watch'

const load = { files: 3, sessions: 6, warmup: 1, ready: 10 }
const run: Rehearsal = {
  shape: 'sd15', precision: 'q8', browser: 'Chromium 1', backend: 'webgpu', plan: easiestPlan, bytes: 1.2e9, largestTensorBytes: 100e6, download: { seconds: 12, closedAtBytes: 0.6e9, refetchedBytes: 4 * 8 * 1024 * 1024 }, loads: [load, load],
  heapPeakBytes: { download: 90e6, load: 330e6, run: 100e6 }, wasmHeapBytes: 64 * 1024 * 1024, gpuBytes: 1e9, gpuPeakBytes: 1.1e9, pictures: [{ size: 64, seconds: [3, 3.5] }], failures: [],
}

const failing = (changed: Partial<Rehearsal>) => barsOf({ ...run, ...changed }).filter(({ good }) => !good).map(({ name }) => name)

test('each bar holds up to its limit and fails beyond it', () => {
  expect(failing({})).toEqual([])
  expect(failing({ wasmHeapBytes: 64 * 1024 * 1024 + 1 })).toEqual(['wasm heap'])
  expect(failing({ heapPeakBytes: { download: 0, load: 0, run: 330e6 + 1 } })).toEqual(['JS heap'])
  expect(failing({ download: { ...run.download!, refetchedBytes: 4 * 8 * 1024 * 1024 + 1 } })).toEqual(['resumed'])
  expect(failing({ download: { ...run.download!, closedAtBytes: 1.2e9 } })).toEqual(['resumed'])
  expect(failing({ loads: [load, null], failures: ['hung in load'] })).toEqual(['came to an end'])
  expect(failing({ loads: [null] })).toEqual(['wasm heap', 'JS heap', 'came to an end'])
})

test('the table tells what was measured, and has no row for what was not', () => {
  expect(tableOf(run)).toContain('| one step at 64×64 | 3.3 s |')
  expect(tableOf(run)).toContain('| warm (bytes by seconds of sessions) | 200.0 MB/s |')
  expect(tableOf(run)).toContain('| plan | parts together, text gpu, guidance batch, decoder whole |')
  for (const loads of [[], [null]]) {
    const nothing = tableOf({ ...run, backend: null, plan: null, download: null, loads, pictures: [] })
    expect(nothing).not.toMatch(/down \||plan|GPU|wasm|ready|one step|NaN|Infinity/)
    expect(loadLine(1, { ...run, loads })).toMatch(/^load 1: came to no end; peaks/)
  }
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

test('silence is too long when nothing new is heard, however often the same is said', () => {
  let now = 0
  const silence = createSilence(10, () => now)
  silence.heard('sessions unet')
  now = 9
  silence.heard('sessions unet')
  expect(silence.tooLong()).toBeNull()
  now = 10
  expect(silence.tooLong()).toBe('sessions unet')
  silence.heard() // such as memory that grew
  expect(silence.tooLong()).toBeNull()
})

test('work that hangs ends with its place; work that ends is left alone', async () => {
  const silence = createSilence(20, () => performance.now())
  const stuck = guarded('load', new Promise<never>(() => {}), silence, 5)
  silence.heard('sessions unet')
  await expect(stuck).rejects.toThrow('hung in load, at sessions unet')
  expect(await guarded('load', Promise.resolve(4), silence, 5)).toBe(4)
})

test('options: sizes ascend, 0 is none, and what is no number is refused', () => {
  expect(readOptions(['sd15', '--folder', '/f', '--size', '256,64'])).toMatchObject({ shape: 'sd15', folder: '/f', sizes: [64, 256], steps: 2, loads: 3, json: null, rate: null, on: 'software' })
  expect(readOptions(['tiny', '--wasm', '--rate', '0.5'])).toMatchObject({ rate: 500_000, on: 'wasm' })
  expect(readOptions(['sd15', '--size', '0']).sizes).toEqual([])
  expect(readOptions(['sd15']).folder).toMatch(/rehearsal-sd15$/)
  expect(() => readOptions(['sd15', '--steps', 'x'])).toThrow('--steps')
  expect(() => readOptions(['sd15', '--rate', '0'])).toThrow('--rate')
  expect(() => readOptions(['sd15', '--gpu', '--wasm'])).toThrow('exclude')
  expect(() => readOptions([])).toThrow('shape')
})
