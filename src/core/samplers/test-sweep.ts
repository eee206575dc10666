// Tests: runs every sampler over every schedule with a network whose answer is known, and tells which runs do not end in a picture.
// Data of unit variance around 0 have the picture x/(1+σ²) at x: smooth, so that whatever breaks is the sampler's or the schedule's.
import { randnCpu } from '../random/randn-cpu'
import { buildSchedule, noiseModel } from '../schedule'
import { SCHEDULES } from '../schedule/names'
import type { NoiseModel } from '../schedule'
import type { SchedulerConfig } from '../schedule/scheduler-config'
import { cpuLatentOps } from './cpu-ops'
import { samplers } from './index'
import { optionsFor } from './options-for'
import type { SamplerOptions } from './types'

/** Those that make their own levels; 'custom' is given them. */
export const sweptSchedules = SCHEDULES.filter((name) => name !== 'custom')

export const latentNoise: SchedulerConfig = { beta_schedule: 'scaled_linear', beta_start: 0.00085, beta_end: 0.012 }

/** What such data look like at σ. */
export const pictureOf = (x: Float32Array, sigma: number) => x.map((value) => value / (1 + sigma * sigma))

const length = 8

export interface Sweep {
  runs: number
  /** Such as 'tcd align_your_steps 4: NaN'. */
  broken: string[]
}

/** Every sampler × every schedule × these step counts. */
export async function sweep(config: SchedulerConfig, stepCounts: readonly number[], options: SamplerOptions = {}): Promise<Sweep> {
  const noise = noiseModel(config)
  const found: Sweep = { runs: 0, broken: [] }
  for (const { meta } of samplers) {
    for (const schedule of sweptSchedules) {
      for (const steps of stepCounts) {
        found.runs++
        const fault = faultOf(await finalLatent(noise, meta.id, schedule, steps, options))
        if (fault !== null) found.broken.push(`${meta.id} ${schedule} ${steps}: ${fault}`)
      }
    }
  }
  return found
}

async function finalLatent(noise: NoiseModel, id: string, name: (typeof SCHEDULES)[number], steps: number, asked: SamplerOptions): Promise<Float32Array> {
  const { meta, sample } = samplers.find((one) => one.meta.id === id)!
  const schedule = buildSchedule(noise, { steps, schedule: name, discardNextToLast: meta.discardNextToLast === true, unitStart: meta.unitStart === true })
  const ops = cpuLatentOps(randnCpu(1), length)
  let unguided: Float32Array | null = null
  const run = sample({
    denoise: async (x: Float32Array, sigma) => {
      unguided = pictureOf(x, sigma)
      return pictureOf(x, sigma)
    },
    lastUncond: () => unguided,
    x: randnCpu(2).next(length).map((value) => value * schedule.initialScale),
    sigmas: schedule.sigmas,
    ops,
    options: optionsFor(meta, noise, schedule, asked),
  })
  for (;;) {
    const { done, value } = await run.next()
    if (done) return value
  }
}

function faultOf(latent: Float32Array): string | null {
  if (latent.some((value) => !Number.isFinite(value))) return 'NaN'
  return latent.every((value) => value === latent[0]) ? 'constant' : null
}
