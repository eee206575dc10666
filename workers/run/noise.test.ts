import { expect, test } from 'vitest'
import { philoxNv } from '../../src/core/random/philox-nv'
import { randnCpu } from '../../src/core/random/randn-cpu'
import type { FormValues } from '../../src/core/request/fields'
import { fieldCalled, pictograms, requestWith } from '../../tests/pipeline/test-request'
import { cpuLatents } from '../latents/cpu-latents'
import { makeNoise } from './noise'
import type { OrtModule } from '../ort/runtime'
import { planRun } from './plan'

const home = cpuLatents({} as OrtModule)
const length = 4 * 16 * 16

async function noiseOf(change: Partial<FormValues>) {
  const request = requestWith({ steps: 5, guidance: 4, sampler: 'euler', schedule: 'karras', seed: 42, ...change })
  const plan = planRun(pictograms, request)
  const noise = await makeNoise(home, pictograms, plan, request.seed)
  return { ...noise, unit: noise.start.map((value) => value / plan.schedule.initialScale) }
}

test('the start is torch\'s randn of the seed, scaled; the sampler\'s draws continue that generator', async () => {
  const source = randnCpu(42)
  const { unit, draws, steps } = await noiseOf({ sampler: 'euler_ancestral' })
  const expected = source.next(length)
  expect(Math.max(...unit.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThan(1e-6)
  expect(steps).toBe(5)
  expect(draws).toHaveLength(4) // none into σ = 0
  for (const draw of draws) expect(draw).toEqual(source.next(length))
})

test('a deterministic sampler draws nothing more', async () => {
  expect((await noiseOf({})).draws).toHaveLength(0)
})

test('NV noise is NV noise, ENSD moves only the later draws', async () => {
  const plain = await noiseOf({ rng: 'nv', sampler: 'euler_ancestral' })
  const expected = philoxNv(42).next(length)
  expect(Math.max(...plain.unit.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThan(1e-6)
  const moved = await noiseOf({ rng: 'nv', sampler: 'euler_ancestral', [fieldCalled('ENSD')]: 31337 })
  expect(moved.start).toEqual(plain.start)
  expect(moved.draws[0]).not.toEqual(plain.draws[0])
})

test('a variation of strength 0 changes nothing, of strength 1 is the other seed', async () => {
  const { start } = await noiseOf({})
  expect((await noiseOf({ variationSeed: 7, variationStrength: 0 })).start).toEqual(start)
  const other = (await noiseOf({ seed: 7 })).start
  const all = (await noiseOf({ variationSeed: 7, variationStrength: 1 })).start
  expect(Math.max(...all.map((value, i) => Math.abs(value - other[i]!)))).toBeLessThan(1e-4)
})

test('seed resize keeps the middle of the smaller noise', async () => {
  const small = randnCpu(42).next(4 * 8 * 8)
  const { unit } = await noiseOf({ seedWidth: 64, seedHeight: 64 })
  expect(unit[4 * 16 + 4]!).toBeCloseTo(small[0]!, 5)
  await expect(noiseOf({ seedWidth: 60, seedHeight: 64 })).rejects.toMatchObject({ code: 'bad-request' })
})

test('SDE samplers walk one Brownian path: the same stretch of σ gives the same noise', async () => {
  const { draws } = await noiseOf({ sampler: 'DPM++ 2M SDE', steps: 6 })
  const again = await noiseOf({ sampler: 'DPM++ 2M SDE', steps: 6 })
  expect(draws.length).toBeGreaterThan(3)
  expect(again.draws).toEqual(draws)
  expect(draws[0]).not.toEqual(draws[1])
})
