// The numbers a person watches, with a clock of our own.
import { expect, test } from 'vitest'
import { createMeter } from './progress'
import type { StoreProgress } from './progress'

const MB = 1e6

function watch(totalBytes: number) {
  const seen: StoreProgress[] = []
  const clock = { ms: 0 }
  const meter = createMeter(totalBytes, 2, () => clock.ms, (progress) => seen.push(progress))
  return { seen, clock, meter, last: () => seen.at(-1)! }
}

test('a steady line shows its speed and the seconds left', () => {
  const { clock, meter, last } = watch(100 * MB)
  meter.begin('unet', 100 * MB)
  meter.at('download', 0)
  for (let done = 1; done <= 50; done++) {
    clock.ms += 100
    meter.fetched(MB)
    meter.at('download', done * MB)
  }
  expect(last()).toMatchObject({ phase: 'download', item: 'unet', bytes: 50 * MB, totalBytes: 100 * MB, fetchedBytes: 50 * MB })
  expect(last().bytesPerSecond).toBeCloseTo(10 * MB, -5)
  expect(last().secondsLeft).toBeCloseTo(5, 1)
})

test('a pause bends the speed slowly; it does not fall to nothing at once', () => {
  const { clock, meter, last } = watch(100 * MB)
  meter.begin('unet', 100 * MB)
  meter.at('download', 0)
  for (let done = 1; done <= 30; done++) {
    clock.ms += 100
    meter.fetched(MB)
    meter.at('download', done * MB)
  }
  clock.ms += 1000
  meter.at('download', 30 * MB)
  expect(last().bytesPerSecond).toBeGreaterThan(6 * MB)
  clock.ms += 20_000
  meter.at('download', 30 * MB)
  expect(last().bytesPerSecond).toBeLessThan(0.1 * MB)
})

test('nothing is promised before there is a speed, nor while verifying', () => {
  const { clock, meter, last } = watch(10 * MB)
  meter.begin('vae', 10 * MB)
  meter.at('download', 1)
  expect(last()).toMatchObject({ bytesPerSecond: 0, secondsLeft: null })
  clock.ms += 5000
  meter.at('verify', 2 * MB)
  expect(last()).toMatchObject({ phase: 'verify', bytesPerSecond: 0, secondsLeft: null })
})

test('bytes only rise, over files, and end at the total', () => {
  const { clock, meter, seen, last } = watch(3 * MB)
  for (const [item, size] of [['a', MB], ['b', 2 * MB]] as const) {
    meter.begin(item, size)
    for (const done of [0.5, 0.9, 0.1, 0]) {
      clock.ms += 200
      meter.at('download', done * size)
    }
    meter.end(size)
  }
  expect(seen.map(({ bytes }) => bytes)).toEqual(seen.map(({ bytes }) => bytes).toSorted((a, b) => a - b))
  expect(last()).toMatchObject({ item: 'b', bytes: 3 * MB, file: { number: 2, count: 2, bytes: 2 * MB, totalBytes: 2 * MB } })
  const ofB = seen.filter(({ item }) => item === 'b').map(({ file }) => file.bytes)
  expect(ofB).toEqual(ofB.toSorted((a, b) => a - b))
  expect(ofB[0]).toBe(MB)
})

test('messages come ten times a second at most, and at once when the phase changes or a file ends', () => {
  const { clock, meter, seen } = watch(MB)
  meter.begin('a', MB)
  meter.at('download', 0)
  for (let at = 0; at < 1000; at++) {
    clock.ms += 1
    meter.at('download', at)
  }
  expect(seen.length).toBe(11)
  meter.at('verify', 1000)
  meter.end(MB)
  expect(seen.length).toBe(13)
})
