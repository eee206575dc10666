// What every sampler in the registry must do: give every latent back, also when stopped early; land on the data; have one name each.
import { describe, expect, it } from 'vitest'
import { randnCpu } from '../random/randn-cpu'
import { buildSchedule, noiseModel } from '../schedule'
import { countingOps, cpuLatentOps } from './cpu-ops'
import { resolveSampler, samplers } from './index'
import { optionsFor } from './options-for'
import { restartPlan } from './restart'
import type { SamplerRun } from './types'
import { samplerWords } from './words'

const noise = noiseModel({ beta_schedule: 'scaled_linear', beta_start: 0.00085, beta_end: 0.012 })
const LENGTH = 32
const picture = randnCpu(7).next(LENGTH)

/** A run whose network knows the answer: it always says `picture`. */
function perfectRun(steps: number) {
  const ops = countingOps(cpuLatentOps(randnCpu(1), LENGTH))
  const { sigmas } = buildSchedule(noise, { steps, schedule: 'karras' })
  const start = ops.track(randnCpu(2).next(LENGTH).map((value) => value * sigmas[0]!))
  const run: SamplerRun<Float32Array> = {
    denoise: async () => ops.track(picture.slice()), x: start, sigmas, ops, options: {},
  }
  return { ops, run }
}

for (const { meta, sample } of samplers) {
  describe(meta.id, () => {
    for (const steps of [1, 2, 3, 8, 20, 40]) {
      it(`finds the picture in ${steps} steps and leaks nothing`, async () => {
        const { ops, run } = perfectRun(steps)
        const generator = sample(run)
        let next = await generator.next()
        let count = 0
        while (!next.done) {
          expect(next.value.i).toBe(count++)
          expect(next.value.sigma).toBeGreaterThan(0)
          next = await generator.next()
        }
        const final = next.value
        // The start latent is about 50 in size, so float32 leaves 1e-5 or so; methods that average ε a little more.
        final.forEach((value, i) => expect(Math.abs(value - picture[i]!)).toBeLessThan(2e-4))
        ops.release(final)
        expect(ops.live()).toBe(0)
      })
    }

    it('gives everything back when stopped after any step', async () => {
      for (let stopAfter = 1; stopAfter <= 5; stopAfter++) {
        const { ops, run } = perfectRun(6)
        const generator = sample(run)
        for (let i = 0; i < stopAfter; i++) await generator.next()
        await generator.return(run.x)
        expect(ops.live()).toBe(0)
      }
    })

    it('gives everything back when the network fails', async () => {
      const { ops, run } = perfectRun(6)
      let calls = 0
      const denoise = async (x: Float32Array, sigma: number) => {
        if (++calls === 4) throw new Error('device lost')
        return run.denoise(x, sigma)
      }
      const generator = sample({ ...run, denoise })
      await expect((async () => {
        while (!(await generator.next()).done);
      })()).rejects.toThrow('device lost')
      expect(ops.live()).toBe(0)
    })
  })
}

describe('optionsFor', () => {
  const tcd = resolveSampler('TCD')!.meta
  const schedule = buildSchedule(noise, { steps: 4, schedule: 'sgm_uniform' })

  it('gives TCD the level between two steps, and the picture at the end', () => {
    const { landings = [] } = optionsFor(tcd, noise, schedule, { eta: 0.5 })
    expect(landings).toHaveLength(4)
    landings.forEach((sigma, i) => expect(sigma).toBeLessThanOrEqual(schedule.sigmas[i + 1]!))
    expect(landings[3]).toBe(0)
    // γ = 0.5 from t' = 749 is timestep 374.
    expect(landings[0]).toBeCloseTo(noise.sigmas[374]!, 6)
  })
  it('tells PLMS that a v network averages v', () => {
    const plms = resolveSampler('PLMS')!.meta
    expect(optionsFor(plms, { ...noise, prediction: 'v_prediction' }, schedule).multistepOn).toBe('v_prediction')
  })
})

function levels(steps: number): number[] {
  return buildSchedule(noise, { steps, schedule: 'karras' }).sigmas
}

describe('restart', () => {
  it('is plain Heun below 20 steps', () => {
    expect(restartPlan(levels(19))).toEqual(levels(19).slice(0, -1).map((sigma, i) => [sigma, levels(19)[i + 1]]))
  })
  it.each([[20, 1], [36, 2]])('keeps the number of steps at %i and climbs back %i time(s), from near 0.1 to near 2', (steps, climbs) => {
    const plan = restartPlan(levels(steps))
    expect(plan).toHaveLength(steps)
    const jumps = plan.slice(1).filter(([from], i) => from > plan[i]![1])
    expect(jumps).toHaveLength(climbs)
    for (const [from] of jumps) expect(Math.abs(Math.log(from / 2))).toBeLessThan(0.5)
    expect(plan.at(-1)![1]).toBe(0)
  })
  it('raises the noise level exactly to where the stretch begins', async () => {
    // With a network that always says 0, x is pure noise: its size must be σ at every step.
    const ops = cpuLatentOps(randnCpu(9), 4096)
    const sigmas = levels(20)
    const x = randnCpu(2).next(4096).map((value) => value * sigmas[0]!)
    const generator = resolveSampler('Restart')!.sample({ denoise: async () => new Float32Array(4096), x, sigmas, ops, options: {} })
    for (let next = await generator.next(); !next.done; next = await generator.next()) {
      const size = Math.sqrt(next.value.x.reduce((sum, value) => sum + value * value, 0) / 4096)
      expect(size / next.value.sigma).toBeGreaterThan(0.9)
      expect(size / next.value.sigma).toBeLessThan(1.1)
    }
  })
})

it('a line is said on every sampler, and on nothing else', () => {
  expect(Object.keys(samplerWords.en).toSorted()).toEqual(samplers.map(({ meta }) => meta.id).toSorted())
})

describe('resolveSampler', () => {
  it('has no name that means two samplers', () => {
    const names = samplers.flatMap(({ meta }) => [...new Set([meta.id, meta.name, ...meta.aliases].map((name) => name.toLowerCase()))])
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
  })

  it.each([
    ['DPM++ 2M', 'dpmpp_2m', null],
    ['DPM++ 2M Karras', 'dpmpp_2m', 'karras'],
    ['DPM++ 2M SDE Exponential', 'dpmpp_2m_sde', 'exponential'],
    ['DPM++ 2M SDE Heun', 'dpmpp_2m_sde_heun', null],
    ['DPM++ 2M SDE Heun Karras', 'dpmpp_2m_sde_heun', 'karras'],
    ['LMS Karras', 'lms', 'karras'],
    ['DPM++ 2M SGM Uniform', 'dpmpp_2m', 'sgm_uniform'],
    ['k_euler_a', 'euler_ancestral', null],
    ['sample_dpmpp_3m_sde', 'dpmpp_3m_sde', null],
    ['EulerAncestralDiscreteScheduler', 'euler_ancestral', null],
    ['DPMSolverMultistepScheduler', 'dpm_solver', null],
    ['UniPCMultistepScheduler', 'unipc', null],
    ['PNDMScheduler', 'plms', null],
    ['uni_pc', 'unipc', null],
    ['dpmpp_sde_gpu', 'dpmpp_sde', null],
    ['euler_ancestral', 'euler_ancestral', null],
  ])('%s is %s with schedule %s', (name, id, schedule) => {
    const found = resolveSampler(name)
    expect(found?.meta.id).toBe(id)
    expect(found?.schedule).toBe(schedule)
  })

  it('says null for a name it does not know', () => expect(resolveSampler('Magic 9000')).toBeNull())
})
