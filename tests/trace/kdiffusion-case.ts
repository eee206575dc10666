// Runs one case of a k-diffusion trace file (tests/golden/kdiffusion-traces.json; its `about` says how it was made).
import { randnCpu } from '../../src/core/random/randn-cpu'
import { resolveSampler } from '../../src/core/samplers/index'
import type { SamplerOptions } from '../../src/core/samplers/types'
import { buildSchedule } from '../../src/core/schedule'
import { resolveSchedule } from '../../src/core/schedule/names'
import type { NoiseModel } from '../../src/core/schedule'
import { linspace } from '../../src/core/schedule/numpy'
import { checkedOps, keepLatents, meanAbs, sum } from './backend'
import type { TraceBackend } from './backend'
import { arrayDeviation, elementDeviation, passes, sumDeviation } from './deviation'
import type { CaseResult } from './deviation'

export interface KDiffusionCase {
  sampler: string
  options?: Record<string, number | string>
  schedule: string
  steps: number
  seed: number
  sigmas: number[]
  /** Per step: sum of x before it, mean |denoised|. */
  per_step_sum_x_absmean_denoised: number[][]
  final: number[]
}

/** k-diffusion's keyword arguments → ours. */
const OPTION_NAMES: Record<string, keyof SamplerOptions> = {
  eta: 'eta', s_churn: 'sChurn', s_tmin: 'sTmin', s_tmax: 'sTmax', s_noise: 'sNoise', solver_type: 'solverType', order: 'order', r: 'midpoint',
}

/** The trace's SD 1.x schedule was computed in double precision, unlike diffusers' and A1111's. */
const SD1 = doublePrecisionSd1()

export async function runKDiffusionCase<L>(
  backend: TraceBackend<L>, name: string, reference: KDiffusionCase, range: { sigma_min: number; sigma_max: number },
): Promise<CaseResult> {
  const sampler = resolveSampler(`sample_${reference.sampler}`) ?? resolveSampler(reference.sampler)
  const scheduleName = resolveSchedule(reference.schedule)
  if (!sampler || !scheduleName) throw new Error(`no sampler "${reference.sampler}" or no schedule "${reference.schedule}"`)
  const options: SamplerOptions = Object.fromEntries(Object.entries(reference.options ?? {}).map(([key, value]) => {
    const option = OPTION_NAMES[key]
    if (!option) throw new Error(`unknown option "${key}"`)
    return [option, value]
  }))
  const { sigmas } = buildSchedule(SD1, {
    steps: reference.steps, schedule: scheduleName, sigmaMin: range.sigma_min, sigmaMax: range.sigma_max,
  })

  const length = reference.final.length
  const generator = randnCpu(reference.seed)
  const ops = checkedOps(backend, generator, length)
  const start = ops.track(backend.upload(generator.next(length).map((value) => value * Math.fround(sigmas[0]!))))
  const denoise = async (x: L, sigma: number): Promise<L> => {
    const scale = 1 / Math.sqrt(sigma * sigma + 1)
    const weight = 0.25 + (0.75 * sigma) / (sigma + 1)
    const input = ops.combine([[scale, x]])
    const epsilon = ops.track(backend.toyNetwork(input, weight))
    const denoised = ops.combine([[1, x], [-sigma, epsilon]])
    ops.release(input)
    ops.release(epsilon)
    return denoised
  }

  const run = sampler.sample<L>({ denoise, x: start, sigmas, ops, options })
  const before = keepLatents(backend, ops)
  const predicted = keepLatents(backend, ops)
  let next = await run.next()
  while (!next.done) {
    before.keep(next.value.x)
    predicted.keep(next.value.denoised)
    next = await run.next()
  }
  const latents = await before.download()
  const predictions = await predicted.download()
  const rows = latents.map((values, i) => [sum(values), meanAbs(predictions[i]!)])
  const sizes = latents.map(meanAbs)
  const final = await backend.download(next.value)
  ops.release(next.value)
  if (ops.live() !== 0) throw new Error(`${ops.live()} latents leaked`)

  const deviations = {
    timesteps: 0,
    sigmas: elementDeviation(sigmas, reference.sigmas),
    sums: rowsDeviation(rows, sizes, reference.per_step_sum_x_absmean_denoised, length),
    final: arrayDeviation(final, reference.final),
  }
  return { name, sampler: sampler.meta.id, ...deviations, passed: passes(deviations) }
}

/** The two numbers of a row are of different latents: a sum over x is compared on the scale of x (our own mean |x|). */
function rowsDeviation(actual: number[][], sizes: number[], expected: number[][], length: number): number {
  if (actual.length !== expected.length) return Infinity
  return expected.reduce((worst, [sumX, meanDenoised], i) => {
    const xDeviation = sumDeviation([[actual[i]![0]!, sizes[i]!]], [[sumX!, sizes[i]!]], length)
    return Math.max(worst, xDeviation, Math.abs(actual[i]![1]! - meanDenoised!) / meanDenoised!)
  }, 0)
}

function doublePrecisionSd1(): NoiseModel {
  let product = 1
  const alphasCumprod = linspace(Math.sqrt(0.00085), Math.sqrt(0.012), 1000).map((root) => (product *= 1 - root * root))
  const sigmas = alphasCumprod.map((alpha) => Math.sqrt((1 - alpha) / alpha))
  return { kind: 'discrete', prediction: 'epsilon', trainSteps: 1000, alphasCumprod, sigmas, logSigmas: sigmas.map(Math.log) }
}
