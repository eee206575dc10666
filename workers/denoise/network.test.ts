// The denoiser over a fake network whose answer is known: pred(cond) = 2·sample, pred(uncond) = sample.
import { expect, test } from 'vitest'
import { scalings } from '../../src/core/denoiser'
import { standardDeviation } from '../../src/core/guidance'
import { randnCpu } from '../../src/core/random/randn-cpu'
import manifestFile from '../../public/models.manifest.json'
import type { ManifestFile, ModelManifest } from '../../src/core/manifest'
import type { GenerateRequest } from '../../src/protocol/engine-api'
import { cpuLatents } from '../latents/cpu-latents'
import { networkDenoiser } from './network'
import type { OrtModule } from '../ort/runtime'
import type { Pipeline } from '../model/pipeline'
import { planRun } from '../run/plan'

const manifest = (manifestFile as unknown as ManifestFile).models[0] as ModelManifest
const length = 4 * 16 * 16
const x = randnCpu(3).next(length)
const sigma = 5

function setUp(request: Partial<GenerateRequest>) {
  const home = cpuLatents({} as OrtModule)
  const batches: number[] = []
  const unet: Pipeline<Float32Array>['unet'] = {
    ready: async () => {},
    open: ({ batch }) => {
      const sample = home.alloc(batch * length)
      const prediction = home.alloc(batch * length)
      return {
        sample,
        copies: batch,
        predictions: Array.from({ length: batch }, (_, row) => ({ x: prediction, offset: row * length })),
        async run() {
          batches.push(batch)
          // The prompt's half comes first.
          prediction.set(sample.map((value, i) => (i < length ? 2 * value : value)))
        },
        free() {},
      }
    },
    release: async () => {},
  }
  const full: GenerateRequest = {
    prompt: 'a', negativePrompt: '', steps: 4, guidance: 3, sampler: 'euler', schedule: 'karras', seed: 1, rng: 'cpu', width: 128, height: 128, preview: 'none', ...request,
  }
  const plan = planRun(manifest, full)
  const denoiser = networkDenoiser({ home, unet, manifest } as Pipeline<Float32Array>, plan, full, { rows: 2, tokens: 77, states: new Float32Array(), width: 8, pooled: null, pooledWidth: 0, free() {} })
  const { cIn, cOut } = scalings(plan.noise, 'epsilon', sigma)
  /** x̂0 when the guided prediction is `factor` · the scaled latent. */
  const expected = (factor: number) => x.map((value) => value + cOut * factor * cIn * value)
  return { denoiser, batches, expected }
}

function close(actual: Float32Array, expected: Float32Array) {
  for (const [i, value] of expected.entries()) expect(Math.abs(actual[i]! - value)).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)))
}

test('guidance is one batch of two: uncond + scale·(cond - uncond)', async () => {
  const { denoiser, batches, expected } = setUp({ guidance: 3 })
  close(await denoiser.denoise(x, sigma), expected(1 + 3 * (2 - 1)))
  expect(batches).toEqual([2])
})

test('guidance 1 asks for the prompt alone', async () => {
  const { denoiser, batches, expected } = setUp({ guidance: 1 })
  close(await denoiser.denoise(x, sigma), expected(2))
  expect(batches).toEqual([1])
})

test('outside the interval the network runs once, inside twice', async () => {
  const { denoiser, batches, expected } = setUp({ guidanceOptions: { interval: { low: 1, high: 4 } } })
  close(await denoiser.denoise(x, sigma), expected(2))
  await denoiser.denoise(x, 3)
  expect(batches).toEqual([1, 2])
})

test('skip-uncond leaves every second call below its level unguided', async () => {
  const { denoiser, batches } = setUp({ guidanceOptions: { skipUncondBelow: 6 } })
  for (let call = 0; call < 4; call++) await denoiser.denoise(x, sigma)
  expect(batches).toEqual([2, 1, 2, 1])
})

test('rescale 1 gives the guided prediction the spread of the prompt\'s own', async () => {
  const { denoiser, expected } = setUp({ guidanceOptions: { rescale: 1 } })
  close(await denoiser.denoise(x, sigma), expected(2)) // 4·sample with the spread of 2·sample
  const half = setUp({ guidanceOptions: { rescale: 0.5 } })
  close(await half.denoiser.denoise(x, sigma), half.expected(0.5 * 2 + 0.5 * 4))
})

test('projection with η = 1 is plain guidance, with η = 0 only what is perpendicular', async () => {
  const plain = setUp({})
  const same = setUp({ guidanceOptions: { projection: { eta: 1, maxNorm: 0 } } })
  close(await same.denoiser.denoise(x, sigma), await plain.denoiser.denoise(x, sigma))
  // Here the update is parallel to x̂0, so nothing of it is left.
  const none = setUp({ guidanceOptions: { projection: { eta: 0, maxNorm: 0 } } })
  close(await none.denoiser.denoise(x, sigma), none.expected(2))
})

test('a capped push is as long as the cap', async () => {
  const { denoiser, expected } = setUp({ guidance: 2, guidanceOptions: { projection: { eta: 1, maxNorm: 0.5 } } })
  const push = (await denoiser.denoise(x, sigma)).map((value, i) => value - expected(2)[i]!)
  expect(Math.hypot(...push)).toBeCloseTo(0.5, 4)
})

test('CFG++ divides the scale by 12.5 and keeps the unguided picture', async () => {
  const { denoiser, expected } = setUp({ sampler: 'DDIM CFG++', schedule: 'automatic', guidance: 6.25 })
  close(await denoiser.denoise(x, sigma), expected(1 + 0.5 * (2 - 1)))
  close(denoiser.lastUncond()!, expected(1))
  expect(standardDeviation(denoiser.lastUncond()!)).toBeGreaterThan(0)
})
