// The guided denoiser over a fake network whose answer is known: row r of its conditioning predicts gain[r]·sample.
import { expect, test } from 'vitest'
import { scalings } from '../../src/core/denoiser'
import { standardDeviation } from '../../src/core/guidance'
import { randnCpu } from '../../src/core/random/randn-cpu'
import type { FormValues } from '../../src/core/request/fields'
import { pictograms, requestWith } from '../../tests/pipeline/test-request'
import { cpuLatents } from '../latents/cpu-latents'
import type { OrtModule } from '../ort/runtime'
import { planRun } from '../run/plan'
import type { Unet } from '../stages/unet'
import type { PromptRow } from './conditioning'
import { wholeRun } from './conditioning'
import { guidedDenoiser } from './guided'
import { conditionedNetwork } from './network'

const length = 4 * 16 * 16
const x = randnCpu(3).next(length)
const sigma = 5
const prompt = wholeRun('a', 'prompt')
const negative = wholeRun('', 'negative')

function setUp(values: Partial<FormValues>, given?: { rows: PromptRow[]; gains: number[] }) {
  const home = cpuLatents({} as OrtModule)
  const asked: number[][] = []
  const request = requestWith({ steps: 4, guidance: 3, sampler: 'euler', schedule: 'karras', ...values })
  const plan = planRun(pictograms, request)
  const { rows, gains } = given ?? { rows: plan.texts, gains: [2, 1] }
  const unet: Unet<Float32Array> = {
    ready: async () => {},
    open: (_, __, indices) => {
      const sample = home.alloc(indices.length * length)
      const prediction = home.alloc(indices.length * length)
      return {
        sample,
        copies: indices.length,
        predictions: indices.map((_row, place) => ({ x: prediction, offset: place * length })),
        async run() {
          asked.push([...indices])
          prediction.set(sample.map((value, i) => gains[indices[Math.floor(i / length)]!]! * value))
        },
        free() {},
      }
    },
    release: async () => {},
  }
  const conditioning = { rows, tokens: 77, states: new Float32Array(), width: 8, pooled: null, pooledWidth: 0, free() {} }
  const network = conditionedNetwork({ home, unet, manifest: pictograms }, plan, request.size, request.guidance.scale, conditioning)
  const denoiser = guidedDenoiser(home, network, rows, length, request.guidance, plan.guidancePlusPlus)
  const { cIn, cOut } = scalings(plan.noise, 'epsilon', sigma)
  /** x̂0 when the guided prediction is `factor` · the scaled latent. */
  const expected = (factor: number) => x.map((value) => value + cOut * factor * cIn * value)
  return { denoiser, asked, expected }
}

function close(actual: Float32Array, expected: Float32Array) {
  for (const [i, value] of expected.entries()) expect(Math.abs(actual[i]! - value)).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)))
}

test('guidance is one batch of two: uncond + scale·(cond - uncond)', async () => {
  const { denoiser, asked, expected } = setUp({ guidance: 3 })
  close(await denoiser.denoise(x, sigma), expected(1 + 3 * (2 - 1)))
  expect(asked).toEqual([[0, 1]])
})

test('guidance 1 asks for the prompt alone', async () => {
  const { denoiser, asked, expected } = setUp({ guidance: 1 })
  close(await denoiser.denoise(x, sigma), expected(2))
  expect(asked).toEqual([[0]])
})

test('outside the interval the network runs once, inside twice', async () => {
  const { denoiser, asked, expected } = setUp({ intervalLow: 1, intervalHigh: 4 })
  close(await denoiser.denoise(x, sigma), expected(2))
  await denoiser.denoise(x, 3)
  expect(asked).toEqual([[0], [0, 1]])
})

test('skip-uncond leaves every second call below its level unguided', async () => {
  const { denoiser, asked } = setUp({ skipUncondBelow: 6 })
  for (let call = 0; call < 4; call++) await denoiser.denoise(x, sigma)
  expect(asked.map((rows) => rows.length)).toEqual([2, 1, 2, 1])
})

test('rescale 1 gives the guided prediction the spread of the prompt\'s own', async () => {
  const { denoiser, expected } = setUp({ rescale: 1 })
  close(await denoiser.denoise(x, sigma), expected(2)) // 4·sample with the spread of 2·sample
  const half = setUp({ rescale: 0.5 })
  close(await half.denoiser.denoise(x, sigma), half.expected(0.5 * 2 + 0.5 * 4))
})

test('projection with η = 1 is plain guidance, with η = 0 only what is perpendicular', async () => {
  const plain = setUp({})
  const same = setUp({ projectionEta: 1, projectionMaxNorm: 1e3 })
  close(await same.denoiser.denoise(x, sigma), await plain.denoiser.denoise(x, sigma))
  // Here the update is parallel to x̂0, so nothing of it is left.
  const none = setUp({ projectionEta: 0 })
  close(await none.denoiser.denoise(x, sigma), none.expected(2))
})

test('a capped push is as long as the cap', async () => {
  const { denoiser, expected } = setUp({ guidance: 2, projectionMaxNorm: 0.5 })
  const push = (await denoiser.denoise(x, sigma)).map((value, i) => value - expected(2)[i]!)
  expect(Math.hypot(...push)).toBeCloseTo(0.5, 4)
})

test('CFG++ divides the scale by 12.5 and keeps the unguided picture', async () => {
  const { denoiser, expected } = setUp({ sampler: 'DDIM CFG++', schedule: 'automatic', guidance: 6.25 })
  close(await denoiser.denoise(x, sigma), expected(1 + 0.5 * (2 - 1)))
  close(denoiser.lastUncond()!, expected(1))
  expect(standardDeviation(denoiser.lastUncond()!)).toBeGreaterThan(0)
})

test('several prompts push by their weights: uncond + scale·Σ weight·(cond - uncond)', async () => {
  const rows = [{ ...prompt, weight: 0.5 }, { ...prompt, weight: 1.5 }, negative]
  const { denoiser, asked, expected } = setUp({ guidance: 3 }, { rows, gains: [2, 4, 1] })
  close(await denoiser.denoise(x, sigma), expected(1 + 3 * (0.5 * (2 - 1) + 1.5 * (4 - 1))))
  expect(asked).toEqual([[0, 1, 2]])
})

test('rows out of their range are not run', async () => {
  const rows = [{ ...prompt, to: 2 }, { ...prompt, from: 2 }, negative]
  const { denoiser, asked, expected } = setUp({ guidance: 3 }, { rows, gains: [2, 4, 1] })
  close(await denoiser.denoise(x, sigma), expected(1 + 3 * (2 - 1)))
  denoiser.stepBegins(2)
  close(await denoiser.denoise(x, sigma), expected(1 + 3 * (4 - 1)))
  expect(asked).toEqual([[0, 2], [1, 2]])
  await expect(setUp({}, { rows: [{ ...prompt, from: 1 }], gains: [1] }).denoiser.denoise(x, sigma)).rejects.toThrow('step 0')
})
