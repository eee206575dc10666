// Sums that diffusers pins in its own scheduler tests (tests/schedulers/test_scheduler_{ddim,euler,unipc,dpm_multi}.py): a source
// independent of our traces. Toy latent arange(768)/768, toy network sample·t/(t+1), 10 steps; upstream's tolerances.
import { expect, test } from 'vitest'
import { scalings } from '../src/core/denoiser'
import { randnCpu } from '../src/core/random/randn-cpu'
import { cpuLatentOps } from '../src/core/samplers/cpu-ops'
import { resolveSampler } from '../src/core/samplers/index'
import type { SchedulerConfig } from '../src/core/schedule'
import { diffusersRun } from '../src/core/schedule/diffusers'

const length = 768
const steps = 10
const latent = Float32Array.from({ length }, (_, i) => i / length)
const ops = cpuLatentOps(randnCpu(0), length)
const linear: SchedulerConfig = { num_train_timesteps: 1000, beta_start: 0.0001, beta_end: 0.02, beta_schedule: 'linear' }
const network = (x: number, timestep: number) => (x * timestep) / (timestep + 1)

async function drain<T>(run: AsyncGenerator<unknown, T>): Promise<T> {
  for (;;) {
    const { done, value } = await run.next()
    if (done) return value as T
  }
}

/** The whole loop as a pipeline runs it: sum and mean of |x|. */
async function fullLoop(scheduler: string, config: SchedulerConfig): Promise<{ sum: number; mean: number }> {
  const run = diffusersRun(scheduler, config, steps, {})
  const { noise, schedule } = run
  const denoise = async (x: Float32Array, sigma: number) => {
    const { cIn, cSkip, cOut, timestep } = scalings(noise, noise.prediction, sigma, schedule)
    const denoised = x.map((value) => cSkip * value + cOut * network(cIn * value, timestep))
    return run.clipDenoised === undefined ? denoised : ops.clamp!(denoised, run.clipDenoised)
  }
  const { sample } = resolveSampler(run.sampler)!
  const start = latent.map((value) => value * schedule.initialScale)
  const x = await drain(sample({ denoise, x: start, sigmas: schedule.sigmas, ops, options: run.options }))
  return summary(x.map((value) => value * schedule.finalScale))
}

function summary(x: Float32Array): { sum: number; mean: number } {
  const sum = x.reduce((total, value) => total + Math.abs(value), 0)
  return { sum, mean: sum / length }
}

const unipc = { ...linear, solver_order: 2, solver_type: 'bh2', final_sigmas_type: 'sigma_min' } as const
const dpm = { ...linear, solver_order: 2, algorithm_type: 'dpmsolver++', solver_type: 'midpoint', lower_order_final: false, final_sigmas_type: 'sigma_min' } as const
const published: [scheduler: string, config: SchedulerConfig, mean: number, sum?: number][] = [
  ['DDIMScheduler', { ...linear, clip_sample: true }, 0.223967, 172.0067],
  ['DDIMScheduler', { ...linear, clip_sample: true, prediction_type: 'v_prediction' }, 0.0684, 52.5302],
  ['DDIMScheduler', { ...linear, clip_sample: true, set_alpha_to_one: true, beta_start: 0.01 }, 0.1951, 149.8295],
  ['DDIMScheduler', { ...linear, clip_sample: true, set_alpha_to_one: false, beta_start: 0.01 }, 0.1941, 149.0784],
  ['UniPCMultistepScheduler', unipc, 0.2464],
  ['UniPCMultistepScheduler', { ...unipc, use_karras_sigmas: true }, 0.2925],
  ['UniPCMultistepScheduler', { ...unipc, prediction_type: 'v_prediction' }, 0.1014],
  ['UniPCMultistepScheduler', { ...unipc, prediction_type: 'v_prediction', use_karras_sigmas: true }, 0.1966],
  ['DPMSolverMultistepScheduler', dpm, 0.3301],
  ['DPMSolverMultistepScheduler', { ...dpm, prediction_type: 'v_prediction' }, 0.2251],
]
test.each(published)('%s %o', async (scheduler, config, mean, sum) => {
  const result = await fullLoop(scheduler, config)
  expect(Math.abs(result.mean - mean)).toBeLessThan(1e-3)
  if (sum !== undefined) expect(Math.abs(result.sum - sum)).toBeLessThan(1e-2)
})

// Upstream's Euler test hands the *scaled* sample back to step(), which no pipeline does: one step at a time, then.
const euler: [change: SchedulerConfig, mean: number, sum: number][] = [
  [{}, 0.0131, 10.0807],
  [{ use_karras_sigmas: true }, 0.16213932633399963, 124.52299499511719],
  [{ prediction_type: 'v_prediction' }, 2.2676e-6, 0.0002],
]
test.each(euler)('EulerDiscreteScheduler %o', async (change, mean, sum) => {
  const { noise, schedule, initNoiseSigma } = diffusersRun('EulerDiscreteScheduler', { ...linear, num_train_timesteps: 1100, ...change }, steps, {})
  const { sample } = resolveSampler('euler')!
  let x: Float32Array = latent.map((value) => value * initNoiseSigma)
  for (let i = 0; i < steps; i++) {
    const { cIn, cSkip, cOut, timestep } = scalings(noise, noise.prediction, schedule.sigmas[i]!, schedule)
    const scaled = x.map((value) => value * cIn)
    const denoise = async (latents: Float32Array) => latents.map((value) => cSkip * value + cOut * network(value, timestep))
    x = await drain(sample({ denoise, x: scaled, sigmas: schedule.sigmas.slice(i, i + 2), ops, options: {} }))
  }
  const result = summary(x)
  expect(Math.abs(result.mean - mean)).toBeLessThan(1e-3)
  expect(Math.abs(result.sum - sum)).toBeLessThan(1e-2)
})
