// Timesteps and sigmas against diffusers' own (tests/golden/schedules.json), and the curves against their formulas.
import { describe, expect, it } from 'vitest'
import golden from '../../tests/golden/schedules.json'
import { elementDeviation } from '../../tests/trace/deviation'
import { buildSchedule, noiseModel } from './schedule'
import { resolveSchedule, SCHEDULES } from './schedule/names'
import type { SchedulerConfig } from './schedule'
import { diffusersRun } from './schedule/diffusers'
import { flowLevel } from './schedule/noise-model'

const SD1: SchedulerConfig = { beta_schedule: 'scaled_linear', beta_start: 0.00085, beta_end: 0.012, steps_offset: 1 }
const noise = noiseModel(SD1)

interface Golden { timesteps: number[]; sigmas?: number[]; init_noise_sigma: number }

/** The goldens' keys name class and settings: "euler/trailing/offset1/20". */
function fromKey(key: string): { className: string; config: SchedulerConfig; steps: number } {
  const parts = key.split('/')
  const steps = Number(parts.at(-1))
  const spacing = (['leading', 'linspace', 'trailing'] as const).find((name) => parts.some((part) => part.startsWith(name)))
  const config: SchedulerConfig = {
    ...SD1,
    ...(spacing && { timestep_spacing: spacing }),
    ...(parts.includes('karras') && { use_karras_sigmas: true }),
    ...(parts.includes('skip_prk') && { skip_prk_steps: true }),
  }
  const classes: Record<string, string> = {
    euler: 'EulerDiscreteScheduler', lcm: 'LCMScheduler', ddim: 'DDIMScheduler', pndm: 'PNDMScheduler',
    dpmpp2m: 'DPMSolverMultistepScheduler', unipc: 'UniPCMultistepScheduler', flow: 'FlowMatchEulerDiscreteScheduler',
  }
  return { className: classes[parts[0]!]!, config: parts[0] === 'flow' ? { shift: 3 } : config, steps }
}

describe('diffusers schedules', () => {
  for (const [key, value] of Object.entries(golden)) {
    if (key.startsWith('_')) continue
    const expected = value as Golden
    it(key, () => {
      const { className, config, steps } = fromKey(key)
      const { schedule, initNoiseSigma, sampler, noise: model } = diffusersRun(className, config, steps)
      // PNDM asks the network twice at its second timestep.
      const fed = sampler === 'plms' ? [schedule.timesteps[0]!, schedule.timesteps[1]!, ...schedule.timesteps.slice(1)] : schedule.timesteps
      expect(elementDeviation(fed, expected.timesteps)).toBeLessThan(1e-6)
      expect(initNoiseSigma).toBeCloseTo(expected.init_noise_sigma, 5)
      if (expected.sigmas) {
        const sigmas = schedule.sigmas.map((sigma) => (model.kind === 'flow' ? flowLevel(sigma) : sigma))
        expect(elementDeviation(sigmas, expected.sigmas)).toBeLessThan(2e-7)
      }
    })
  }

  it('reproduces ᾱ bit for bit', () => {
    for (const [t, value] of Object.entries(golden['_alphas_cumprod'])) expect(noise.alphasCumprod[Number(t)]).toBe(value)
  })
})

describe('buildSchedule', () => {
  for (const schedule of SCHEDULES) {
    for (const steps of [1, 2, 11, 20]) {
      it(`${schedule}, ${steps} steps: falls, closes, and names a timestep per step`, () => {
        const { sigmas, timesteps, initialScale } = buildSchedule(noise, { steps, schedule, sigmas: [10, 3, 0.5] })
        expect(sigmas.length).toBe(timesteps.length + 1)
        for (let i = 1; i < sigmas.length; i++) expect(sigmas[i]!).toBeLessThan(sigmas[i - 1]!)
        for (const t of timesteps) expect(t).toBeGreaterThanOrEqual(0)
        expect(sigmas.at(-1)).toBe(schedule === 'kl_optimal' ? sigmas.at(-1) : 0)
        expect(initialScale).toBe(sigmas[0])
      })
    }
  }

  it('is A1111 for "normal": even timesteps from 999 to 0, whole ones fed exactly', () => {
    const { timesteps } = buildSchedule(noise, { steps: 10, schedule: 'normal' })
    timesteps.forEach((t, i) => expect(t).toBeCloseTo(999 - 111 * i, 9))
  })

  it('is A1111 for "ddim": 1 + k·(1000/steps), which may give one step more', () => {
    expect(buildSchedule(noise, { steps: 10, schedule: 'ddim_uniform' }).timesteps).toEqual([901, 801, 701, 601, 501, 401, 301, 201, 101, 1])
    expect(buildSchedule(noise, { steps: 30, schedule: 'ddim_uniform' }).timesteps).toHaveLength(31)
  })

  it('has the published Align Your Steps levels at 10 steps of its own and interpolates log σ otherwise', () => {
    const published = buildSchedule(noise, { steps: 11, schedule: 'align_your_steps' }).sigmas
    expect(published.slice(0, 3)).toEqual([14.615, 6.475, 3.861])
    const doubled = buildSchedule(noise, { steps: 21, schedule: 'align_your_steps' }).sigmas
    expect(doubled[1]).toBeCloseTo(Math.sqrt(14.615 * 6.475), 10)
  })

  it('drops the last level but one when asked (A1111, DPM2 and 3M SDE)', () => {
    const full = buildSchedule(noise, { steps: 11, schedule: 'karras' }).sigmas
    const { sigmas, timesteps } = buildSchedule(noise, { steps: 10, schedule: 'karras', discardNextToLast: true })
    expect(sigmas).toEqual([...full.slice(0, 10), 0])
    expect(timesteps).toHaveLength(10)
  })

  it('builds flow levels with a shift and starts from pure noise', () => {
    const flow = noiseModel({ prediction_type: 'flow_prediction' })
    const { sigmas, timesteps, initialScale } = buildSchedule(flow, { steps: 4, schedule: 'normal', shift: 3 })
    expect(timesteps[0]).toBe(1000)
    expect(timesteps[1]).toBeCloseTo(857.6923, 3)
    // Model-space start latent: initialScale·cIn = 1.
    expect(initialScale / (1 + sigmas[0]!)).toBe(1)
  })

  it('refuses levels that rise and step counts that are none', () => {
    expect(() => buildSchedule(noise, { steps: 2, schedule: 'custom', sigmas: [1, 2] })).toThrow('bad-request.levels')
    expect(() => buildSchedule(noise, { steps: 0 })).toThrow('bad-request.no-steps {"steps":0}')
  })
})

describe('resolveSchedule', () => {
  it.each([
    ['Karras', 'karras'], ['SGM Uniform', 'sgm_uniform'], ['SGMUniform', 'sgm_uniform'], ['Uniform', 'normal'], ['DDIM', 'ddim_uniform'],
    ['KL Optimal', 'kl_optimal'], ['Align Your Steps', 'align_your_steps'], ['Beta', 'beta'], ['Polyexponential', 'polyexponential'],
  ])('%s is %s', (label, id) => expect(resolveSchedule(label)).toBe(id))
  it('knows that Automatic is none of them', () => expect(resolveSchedule('Automatic')).toBeNull())
})
