// What every sampler in the registry must do: give every latent back, also when stopped early; land on the data; have one name each.
import { describe, expect, it } from 'vitest'
import { randnCpu } from '../random/randn-cpu'
import { buildSchedule, noiseModel } from '../schedule'
import { countingOps, cpuLatentOps } from './cpu-ops'
import { resolveSampler, samplers } from './index'
import type { SamplerRun } from './types'

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
