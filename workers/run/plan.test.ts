import { expect, test } from 'vitest'
import { EngineError } from '../../src/core/errors/engine-error'
import { said } from '../../src/core/errors/test-said'
import type { FormValues } from '../../src/core/request/fields'
import { samplers } from '../../src/core/samplers'
import { pictograms, requestWith } from '../../tests/pipeline/test-request'
import { planRun } from './plan'

const planOf = (values: Partial<FormValues> = {}) => planRun(pictograms, requestWith({ sampler: 'dpmpp_2m', schedule: 'automatic', ...values }))

test('every sampler can be planned, by id and by its A1111 name', () => {
  for (const { meta } of samplers) {
    expect(planOf({ sampler: meta.id }).meta.id).toBe(meta.id)
    expect(planOf({ sampler: meta.name }).meta.id).toBe(meta.id)
  }
})

test('an old combined name brings its schedule along', () => {
  expect(planOf({ sampler: 'Euler Karras' }).schedule.sigmas).toEqual(planOf({ sampler: 'euler', schedule: 'karras' }).schedule.sigmas)
})

test('the latent is the picture divided by the factor; guidance 1 leaves the negative prompt out', () => {
  const plan = planOf({ width: 192, height: 64, guidance: 1 })
  expect([plan.width, plan.height, plan.texts.map(({ side }) => side)]).toEqual([24, 8, ['prompt']])
})

test('the DDIM family starts from unit noise in its own space, the others from σ_max·noise', () => {
  const ddim = planOf({ sampler: 'DDIM' }).schedule
  expect(ddim.initialScale).toBeCloseTo(Math.hypot(1, ddim.sigmas[0]!), 9)
  const euler = planOf({ sampler: 'Euler' }).schedule
  expect(euler.initialScale).toBe(euler.sigmas[0])
})

const refusals: [name: string, change: Partial<FormValues>, says: RegExp][] = [
  ['no steps', { steps: 0 }, /0 steps/],
  ['too many steps', { steps: 151 }, /151 steps/],
  ['half a step', { steps: 2.5 }, /2\.5 steps/],
  ['a size between', { width: 100 }, /100×128/],
  ['a size too big', { height: 4096 }, /128×4096/],
  ['negative guidance', { guidance: -1 }, /Guidance -1/],
  ['guidance that is no number', { guidance: Number.NaN }, /Guidance NaN/],
  ['a negative seed', { seed: -1 }, /-1 is not a seed/],
  ['an unknown sampler', { sampler: 'Magic' }, /no sampler called “Magic”/],
  ['an unknown schedule', { schedule: 'magic' }, /no schedule called “magic”/],
  ['too strong a variation', { variationSeed: 1, variationStrength: 2 }, /Variation strength 2/],
  ['too much rescale', { rescale: 1.5 }, /rescale 1\.5/],
  ['an interval upside down', { intervalLow: 5, intervalHigh: 2 }, /contradict/],
]
test.each(refusals)('refuses %s with a sentence and a remedy', (_, change, says) => {
  let refused: unknown = null
  try {
    planOf({ ...change })
  } catch (error) {
    refused = error
  }
  expect(refused).toBeInstanceOf(EngineError)
  expect(refused).toMatchObject({ code: 'bad-request' })
  expect(said(refused)).toEqual({ message: expect.stringMatching(says), remedy: expect.stringMatching(/\w/) })
})

test('what this build cannot do is refused before a network runs', () => {
  expect(() => planRun(pictograms, { ...requestWith(), seamless: 'x' })).toThrow(expect.objectContaining({ code: 'bad-request' }))
})
