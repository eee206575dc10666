// Runs one case of a diffusers trace file (tests/golden/diffusers-traces.json; its `about` says how it was made).
import { lcmBoundary, scalings } from '../../src/core/denoiser'
import { randnCpu } from '../../src/core/random/randn-cpu'
import { resolveSampler } from '../../src/core/samplers/index'
import type { LatentOps } from '../../src/core/samplers/types'
import type { SchedulerConfig } from '../../src/core/schedule'
import { diffusersRun } from '../../src/core/schedule/diffusers'
import type { StepArguments } from '../../src/core/schedule/diffusers-run'
import { flowLevel, modelScale } from '../../src/core/schedule/noise-model'
import { checkedOps, keepLatents, meanAbs, sum } from './backend'
import type { TraceBackend } from './backend'
import { arrayDeviation, elementDeviation, passes, sumDeviation } from './deviation'
import type { CaseResult } from './deviation'

export interface DiffusersCase {
  scheduler: string
  config: SchedulerConfig
  /** Extra arguments of scheduler.step(). */
  step?: StepArguments
  steps: number
  seed: number
  /** What the network was told, call by call. */
  timesteps: number[]
  /** The scheduler's own sigmas, with its repetitions; null for classes that have none. */
  sigmas: number[] | null
  init_noise_sigma: number
  /** After each scheduler.step(): sum and mean |·| of the latent it returned. */
  per_step_sum_absmean: number[][]
  final: number[]
}

export async function runDiffusersCase<L>(backend: TraceBackend<L>, name: string, reference: DiffusersCase): Promise<CaseResult> {
  const run = diffusersRun(reference.scheduler, reference.config, reference.steps, reference.step ?? {})
  const { noise, schedule, space } = run
  const sampler = resolveSampler(run.sampler)!
  const outputScale = (sigma: number) => (space === 'sigma' ? 1 : modelScale(noise, sigma))

  const length = reference.final.length
  const generator = randnCpu(reference.seed)
  const start = generator.next(length)
  const ops = checkedOps(backend, generator, length)
  // The latents handed to the network are exactly what scheduler.step() returned: the trace is read off here.
  const timesteps: number[] = []
  const kept = keepLatents(backend, ops)
  const scales: number[] = []
  const denoise = async (x: L, sigma: number): Promise<L> => {
    const { cIn, cSkip, cOut, ...looked } = scalings(noise, noise.prediction, sigma, schedule)
    // Calls alternate between step and middle in the one class that has innerTimesteps.
    const timestep = (timesteps.length % 2 === 1 ? run.innerTimesteps?.[(timesteps.length - 1) / 2] : undefined) ?? looked.timestep
    timesteps.push(timestep)
    kept.keep(x)
    scales.push(outputScale(sigma))
    const input = ops.combine([[cIn, x]])
    const weight = 0.25 + (0.75 * timestep) / 1000
    const output = ops.track(backend.toyNetwork(input, weight))
    let denoised = ops.combine([[cSkip, x], [cOut, output]])
    ops.release(input)
    ops.release(output)
    if (run.clipDenoised !== undefined) denoised = replace(ops, denoised, ops.clamp!(denoised, run.clipDenoised))
    if (run.lcmTimestepScaling !== undefined) {
      const { skip, out } = lcmBoundary(timestep, run.lcmTimestepScaling)
      denoised = replace(ops, denoised, ops.combine([[skip * cIn, x], [out, denoised]]))
    }
    return denoised
  }

  const x = ops.track(backend.upload(start.map((value) => value * schedule.initialScale)))
  const steps = sampler.sample<L>({ denoise, x, sigmas: schedule.sigmas, ops, options: run.options })
  let next = await steps.next()
  while (!next.done) next = await steps.next()
  const finalScale = space === 'sigma' ? 1 : schedule.finalScale
  const rows = (await kept.download()).map((values, i) => row(values, scales[i]!))
  const final = (await backend.download(next.value)).map((value) => value * finalScale)
  ops.release(next.value)
  if (ops.live() !== 0) throw new Error(`${ops.live()} latents leaked`)
  rows.push(row(final, 1))

  const initial = elementDeviation([run.initNoiseSigma], [reference.init_noise_sigma])
  const deviations = {
    timesteps: elementDeviation(timesteps, reference.timesteps, 1),
    sigmas: Math.max(initial, sigmasDeviation(run.sampler, (run.listedSigmas ?? schedule.sigmas).map((sigma) => (noise.kind === 'flow' ? flowLevel(sigma) : sigma)), reference.sigmas)),
    sums: sumDeviation(rows.slice(1), reference.per_step_sum_absmean, length),
    final: arrayDeviation(final, reference.final),
  }
  return { name, sampler: run.sampler, ...deviations, passed: passes(deviations) }
}

function replace<L>(ops: LatentOps<L>, old: L, next: L): L {
  ops.release(old)
  return next
}

function row(values: Float32Array, scale: number): number[] {
  return [sum(values) * scale, meanAbs(values) * scale]
}

/** Heun and KDPM2 list the levels of their inner calls too. */
function sigmasDeviation(sampler: string, sigmas: number[], reference: number[] | null): number {
  if (reference === null) return 0
  const twice = sigmas.slice(1).flatMap((sigma) => [sigma, sigma])
  if (sampler === 'heun') return elementDeviation([sigmas[0]!, ...twice.slice(0, -1)], reference)
  if (sampler.startsWith('dpm_2')) return elementDeviation([sigmas[0]!, ...twice, sigmas.at(-1)!], reference)
  return elementDeviation(sigmas, reference)
}
