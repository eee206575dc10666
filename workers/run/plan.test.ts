import { expect, test } from 'vitest'
import manifestFile from '../../public/models.manifest.json'
import { EngineError } from '../../src/core/errors/engine-error'
import type { ManifestFile, ModelManifest } from '../../src/core/manifest'
import { samplers } from '../../src/core/samplers'
import type { GenerateRequest } from '../../src/protocol/engine-api'
import { planRun } from './plan'

const manifest = (manifestFile as unknown as ManifestFile).models[0] as ModelManifest
const good: GenerateRequest = {
  prompt: 'a', negativePrompt: '', steps: 20, guidance: 4, sampler: 'dpmpp_2m', schedule: 'automatic', seed: 1, rng: 'cpu', width: 128, height: 128, preview: 'none',
}

test('every sampler can be planned, by id and by its A1111 name', () => {
  for (const { meta } of samplers) {
    expect(planRun(manifest, { ...good, sampler: meta.id }).meta.id).toBe(meta.id)
    expect(planRun(manifest, { ...good, sampler: meta.name }).meta.id).toBe(meta.id)
  }
})

test('an old combined name brings its schedule along', () => {
  expect(planRun(manifest, { ...good, sampler: 'Euler Karras' }).schedule.sigmas).toEqual(planRun(manifest, { ...good, sampler: 'euler', schedule: 'karras' }).schedule.sigmas)
})

test('the latent is the picture divided by the factor; guidance 1 leaves the negative prompt out', () => {
  const plan = planRun(manifest, { ...good, width: 192, height: 64, guidance: 1 })
  expect([plan.width, plan.height, plan.guided]).toEqual([24, 8, false])
})

test('the DDIM family starts from unit noise in its own space, the others from σ_max·noise', () => {
  const ddim = planRun(manifest, { ...good, sampler: 'DDIM' }).schedule
  expect(ddim.initialScale).toBeCloseTo(Math.hypot(1, ddim.sigmas[0]!), 9)
  const euler = planRun(manifest, { ...good, sampler: 'Euler' }).schedule
  expect(euler.initialScale).toBe(euler.sigmas[0])
})

const refusals: [name: string, change: Partial<GenerateRequest>, says: RegExp][] = [
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
  ['too strong a variation', { variation: { seed: 1, strength: 2 } }, /Variation strength 2/],
  ['too much rescale', { guidanceOptions: { rescale: 1.5 } }, /rescale 1\.5/],
  ['an interval upside down', { guidanceOptions: { interval: { low: 5, high: 2 } } }, /contradict/],
]
test.each(refusals)('refuses %s with a sentence and a remedy', (_, change, says) => {
  let refused: unknown = null
  try {
    planRun(manifest, { ...good, ...change })
  } catch (error) {
    refused = error
  }
  expect(refused).toBeInstanceOf(EngineError)
  expect(refused).toMatchObject({ code: 'bad-request', message: expect.stringMatching(says), remedy: expect.stringMatching(/\w/) })
})
