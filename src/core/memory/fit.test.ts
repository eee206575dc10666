import { expect, test } from 'vitest'
import { availableMemory } from './available'
import type { PartNeeds } from './estimate'
import { fitOf, plansOf, weighPlan } from './fit'
import type { FitQuestion } from './fit'
import { lighterPlan } from './plan'

const mb = 1e6
const part = (name: PartNeeds['part'], weights: number, running: PartNeeds['running']): PartNeeds => ({ part: name, weightBytes: weights * mb, largestWeightBytes: (weights * mb) / 10, running })
const activations = (activationBytes: number) => ({ activationBytes: activationBytes * mb, largestBytes: (activationBytes * mb) / 2 })
/** 100 + 1000 + 50 MB of weights; the UNet needs 200 MB for each prompt, the decoder 600 whole and 150 in tiles. */
const needs: PartNeeds[] = [
  part('text-encoder', 100, () => activations(10)),
  part('unet', 1000, ({ guidance }) => activations(guidance === 'single' ? 200 : 400)),
  part('vae-decoder', 50, ({ decoder }) => activations(decoder === 'tiles' ? 150 : 600)),
]
const question = (more: Partial<FitQuestion> = {}): FitQuestion => ({ needs, backend: 'webgpu', available: { bytes: 8000 * mb, atLeast: false }, largestAllowedBytes: 1000 * mb, wish: {}, minimum: {}, ...more })
const having = (bytes: number, more: Partial<FitQuestion> = {}) => fitOf(question({ available: { bytes: bytes * mb, atLeast: false }, ...more }))

test('parts that lie together add up, parts that take turns do not', () => {
  expect(having(8000).neededBytes).toBe((100 + 1000 + 50 + 10 + 400 + 600) * mb)
  expect(having(8000, { wish: { parts: 'turns' } }).neededBytes).toBe(1400 * mb)
  expect(having(8000, { wish: { text: 'wasm' } }).neededBytes).toBe((1000 + 50 + 400 + 600) * mb)
})

test('the quickest plan that leaves others room is taken, and slower ones as memory shrinks', () => {
  const { parts, text, guidance, decoder } = having(8000).plan
  expect([parts, text, guidance, decoder]).toEqual(['together', 'gpu', 'batch', 'whole'])
  expect(having(2500).plan).toMatchObject({ parts: 'together', guidance: 'single', decoder: 'whole' })
  expect(having(2200).plan).toMatchObject({ parts: 'together', guidance: 'batch', decoder: 'tiles' })
  expect(having(1800).plan).toMatchObject({ parts: 'turns', text: 'gpu', guidance: 'batch', decoder: 'whole' })
  expect(having(1510).plan).toMatchObject({ parts: 'turns', guidance: 'single' })
})

test('the verdict says how far the numbers carry', () => {
  expect(having(8000).verdict).toBe('fits')
  expect(having(1300)).toMatchObject({ verdict: 'tight', neededBytes: 1200 * mb, availableBytes: 1300 * mb })
  expect(having(1100).verdict).toBe('no')
  expect(fitOf(question({ available: null }))).toMatchObject({ verdict: 'unknown', availableBytes: null })
  // A browser that names no more than 8 GiB may sit on 64.
  expect(fitOf(question({ available: { bytes: 1100 * mb, atLeast: true } }))).toMatchObject({ verdict: 'unknown', availableBytes: null })
})

test('a wish is kept, also where it does not fit', () => {
  expect(having(1500, { wish: { parts: 'together', decoder: 'whole' } })).toMatchObject({ verdict: 'no', plan: { parts: 'together', decoder: 'whole' } })
})

test('a picture too large for one buffer takes tiles, a weight too large takes nothing', () => {
  expect(having(8000, { largestAllowedBytes: 250 * mb })).toMatchObject({ verdict: 'fits', plan: { parts: 'together', decoder: 'tiles' } })
  expect(having(8000, { largestAllowedBytes: 90 * mb })).toMatchObject({ verdict: 'no', largestBytes: 100 * mb })
})

test("the manifest's own numbers count where they are higher", () => {
  expect(having(8000, { minimum: { gpuBytes: 3000 * mb, maxBufferBytes: 700 * mb } })).toMatchObject({ neededBytes: 3000 * mb, largestBytes: 700 * mb })
})

test('after running out of memory the next plan needs clearly less, and the last one has none behind it', () => {
  const asked = question()
  const weigh = (plan: Parameters<typeof weighPlan>[1]) => weighPlan(asked, plan)
  let plan: Parameters<typeof weighPlan>[1] | null = fitOf(asked).plan
  const needed: number[] = []
  for (; plan; plan = lighterPlan(plan, plansOf(asked), weigh)) needed.push(weigh(plan).neededBytes)
  expect(needed.length).toBeGreaterThan(2)
  for (const [at, bytes] of needed.entries()) if (at > 0) expect(bytes).toBeLessThan(needed[at - 1]!)
  expect(needed.at(-1)).toBe(Math.min(...plansOf(asked).map((one) => weigh(one).neededBytes)))
  // Nothing else is left to a person who fixed all of it.
  const fixed = question({ wish: fitOf(asked).plan })
  expect(lighterPlan(fitOf(fixed).plan, plansOf(fixed), weigh)).toBeNull()
})

test('a large text encoder goes to the processor only when asked to', () => {
  const heavy = question({ needs: [part('text-encoder', 2000, () => activations(10)), ...needs.slice(1)] })
  expect(plansOf(heavy).every(({ text }) => text === 'gpu')).toBe(true)
  expect(plansOf({ ...heavy, wish: { text: 'wasm' } }).every(({ text }) => text === 'wasm')).toBe(true)
  expect(plansOf(question()).some(({ text }) => text === 'wasm')).toBe(true)
})

test('memory is known where graphics share it, at least half of it theirs, and nowhere else', () => {
  const hints = { backend: 'webgpu' as const, deviceMemoryGiB: 4, adapter: { vendor: 'intel', architecture: 'gen-12lp', software: false } }
  expect(availableMemory(hints)).toEqual({ bytes: 2 * 2 ** 30, atLeast: false })
  expect(availableMemory({ ...hints, deviceMemoryGiB: 8 })?.atLeast).toBe(true)
  expect(availableMemory({ ...hints, adapter: { ...hints.adapter, vendor: 'nvidia' } })).toBeNull()
  expect(availableMemory({ ...hints, adapter: { ...hints.adapter, architecture: 'xe-2hpg' } })).toBeNull()
  expect(availableMemory({ ...hints, deviceMemoryGiB: null })).toBeNull()
  expect(availableMemory({ backend: 'wasm', deviceMemoryGiB: 32, adapter: null })).toEqual({ bytes: 2 ** 32, atLeast: false })
})
