// Runs whose network lies: what a run makes is a picture or an error, and a long run that is wrong ends early.
import { expect, test } from 'vitest'
import { resolveSampler } from '../../src/core/samplers'
import type { PromptRow } from '../denoise/conditioning'
import type { Denoiser } from '../denoise/denoiser'
import { guidedDenoiser } from '../denoise/guided'
import { cpuLatents } from '../latents/cpu-latents'
import { latentOps } from '../latents/latent-home'
import type { OrtModule } from '../ort/runtime'
import { denoiseLoop } from './denoise-loop'
import { judgeRun } from './judge'

const length = 16
const sigmas = [8, 4, 2, 1, 0.5, 0]

/** Runs Euler; `says` is the network's x̂0 at its nth call. Resolves to the steps that were taken and what went wrong. */
async function run(says: (x: Float32Array, call: number) => Float32Array, rgb = new Float32Array(3 * length).fill(0.5)) {
  const home = cpuLatents({} as OrtModule)
  const judge = judgeRun(home, 'Tiny', length)
  let calls = 0
  const denoiser: Denoiser<Float32Array> = { denoise: async (x) => says(x, calls++), lastUncond: () => null, stepBegins() {}, free() {} }
  const start = Float32Array.from({ length }, (_, i) => Math.sin(i) * 8)
  try {
    const latent = await denoiseLoop(
      { start, sigmas, sampler: resolveSampler('Euler')!.sample, options: {}, denoiser, ops: latentOps(home, length, []), finalScale: 1 },
      { stepBegins() {}, stepTaken: ({ denoised }) => judge.stepTaken(denoised) },
    )
    await judge.latent(latent)
    await judge.picture(rgb, rgb.length)
    return { calls, key: null }
  } catch (error) {
    return { calls, key: (error as { key: string }).key }
  }
}

const honest = (x: Float32Array) => x.map((value) => value * 0.5)
const all = (value: number) => (x: Float32Array) => x.map(() => value)

test('a run that goes right is a picture, of one colour too', async () => {
  expect(await run(honest)).toEqual({ calls: 5, key: null })
})

test.each([[NaN, 'not-finite'], [Infinity, 'not-finite'], [0, 'constant'], [-0.25, 'constant']])('a network that says %d everywhere is found out while the second step runs', async (value, fault) => {
  expect(await run(all(value))).toEqual({ calls: 2, key: `wrong-picture.${fault}` })
})

/** A network of noise prediction: x̂0 = x - σ·prediction. */
async function runNetwork(predicts: (x: Float32Array) => Float32Array) {
  const home = cpuLatents({} as OrtModule)
  const judge = judgeRun(home, 'Tiny', length)
  const network = judge.watched({ predict: async (x, sigma) => ({ predictions: [{ x: predicts(x), offset: 0 }], cSkip: 1, cOut: -sigma }), free() {} })
  const rows: PromptRow[] = [{ side: 'prompt', weight: 1, from: 0, to: Infinity }]
  const denoiser = guidedDenoiser(home, network, rows, length, { scale: 1 }, false)
  const start = Float32Array.from({ length }, (_, i) => Math.sin(i) * 8)
  let steps = 0
  return denoiseLoop({ start, sigmas, sampler: resolveSampler('Euler')!.sample, options: {}, denoiser, ops: latentOps(home, length, []), finalScale: 1 }, {
    stepBegins() {},
    stepTaken({ denoised }) {
      steps++
      return judge.stepTaken(denoised)
    },
  }).then(() => ({ steps, key: null, detail: null }), ({ key, detail }: { key: string; detail: string }) => ({ steps, key, detail }))
}

test('a network that predicts nothing leaves the noise as it is, and is found out while the second step runs', async () => {
  expect(await runNetwork((x) => x.map((value) => value * 0.1))).toEqual({ steps: 5, key: null, detail: null })
  expect(await runNetwork((x) => x.map(() => 0))).toEqual({ steps: 2, key: 'wrong-picture.constant', detail: 'the first prediction is constant' })
})

test('one number of many is enough', async () => {
  expect(await run((x) => honest(x).fill(-Infinity, length - 1))).toEqual({ calls: 2, key: 'wrong-picture.not-finite' })
})

test('what goes wrong later is found at the end', async () => {
  for (const value of [NaN, 0]) {
    const { calls, key } = await run((x, call) => (call === 4 ? all(value)(x) : honest(x)))
    expect([calls, key]).toEqual([5, `wrong-picture.${value === 0 ? 'constant' : 'not-finite'}`])
  }
})

test('so is a decoder that says NaN', async () => {
  expect(await run(honest, Float32Array.of(0, 0, NaN))).toEqual({ calls: 5, key: 'wrong-picture.not-finite' })
})
