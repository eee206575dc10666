// The scalings must turn what a perfect network says into exactly the clean latent.
import { describe, expect, it } from 'vitest'
import { lcmScalings, scalings } from './denoiser'
import { buildSchedule, noiseModel } from './schedule'
import type { Prediction } from './schedule'
import { flowLevel, timestepOfSigma } from './schedule/noise-model'

const SD1 = { beta_schedule: 'scaled_linear', beta_start: 0.00085, beta_end: 0.012 } as const

/** What a perfect network outputs for the clean latent x0 and noise n at level σ. */
function perfectOutput(prediction: Prediction, x0: number, n: number, sigma: number): number {
  const alpha = 1 / Math.sqrt(1 + sigma * sigma)
  switch (prediction) {
    case 'epsilon': return n
    case 'v_prediction': return alpha * n - sigma * alpha * x0
    case 'sample': return x0
    case 'flow_prediction': return n - x0
  }
}

describe('scalings', () => {
  for (const prediction of ['epsilon', 'v_prediction', 'sample', 'flow_prediction'] as const) {
    const noise = noiseModel({ ...SD1, prediction_type: prediction })
    for (const sigma of [0.03, 1, 14.6]) {
      it(`recovers x0 from a perfect ${prediction} network at σ = ${sigma}`, () => {
        const x0 = 0.7, n = -1.3
        const { cIn, cSkip, cOut } = scalings(noise, prediction, sigma)
        expect(cSkip * (x0 + sigma * n) + cOut * perfectOutput(prediction, x0, n, sigma)).toBeCloseTo(x0, 12)
        // The network's input has unit variance (VP) or is (1-s)·x0 + s·n (flow).
        const scale = prediction === 'flow_prediction' ? 1 - flowLevel(sigma) : 1 / Math.sqrt(1 + sigma ** 2)
        expect(cIn).toBeCloseTo(scale, 12)
      })
    }
  }

  it("feeds a schedule's own timesteps exactly and looks other σ up in log σ", () => {
    const noise = noiseModel(SD1)
    const schedule = buildSchedule(noise, { steps: 20, schedule: 'ddim_uniform' })
    schedule.timesteps.forEach((t, i) => {
      expect(Number.isInteger(t)).toBe(true)
      expect(scalings(noise, 'epsilon', schedule.sigmas[i]!, schedule).timestep).toBe(t)
    })
    const between = Math.sqrt(noise.sigmas[500]! * noise.sigmas[501]!)
    expect(scalings(noise, 'epsilon', between).timestep).toBeCloseTo(500.5, 4)
    expect(timestepOfSigma(noise, 1e9)).toBe(999)
    expect(timestepOfSigma(noise, 1e-9)).toBe(0)
  })

  it('is exact at zero terminal SNR, where σ stands for infinity', () => {
    const noise = noiseModel({ ...SD1, rescale_betas_zero_snr: true, prediction_type: 'v_prediction' }, 0)
    const sigma = noise.sigmas[999]!
    const { cIn, cSkip, cOut } = scalings(noise, 'v_prediction', sigma)
    // x = σ·n there; the network sees n, answers v = -x0, and the denoised latent is x0.
    expect(cIn * sigma).toBe(1)
    expect(cSkip * sigma + cOut * -0.7).toBeCloseTo(0.7, 10)
  })
})

describe('lcmScalings', () => {
  it('blends in the boundary condition: identity on the model-space latent at t = 0', () => {
    const { cSkip, cOut, cIn } = lcmScalings({ cIn: 0.9, cSkip: 1, cOut: -0.03, timestep: 0 })
    expect(cOut).toBeCloseTo(0, 12)
    expect(cSkip).toBe(cIn)
    const late = lcmScalings({ cIn: 0.07, cSkip: 1, cOut: -14, timestep: 999 })
    expect(late.cSkip).toBeCloseTo(1, 6)
  })
})
