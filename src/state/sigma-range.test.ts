import { expect, test } from 'vitest'
import type { ModelManifest } from '../core/manifest'
import { sigmaRange } from './sigma-range'

const manifest = { defaults: { schedule: 'diffusers' }, scheduler: { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear', num_train_timesteps: 1000, prediction_type: 'epsilon', timestep_spacing: 'leading', steps_offset: 1 } } as ModelManifest
const low = (sampler: string, schedule: string) => sigmaRange(manifest, { sampler, schedule, steps: 20 })?.low

test('the range of σ is the schedule’s', () => {
  const range = sigmaRange(manifest, { sampler: 'euler', schedule: 'karras', steps: 20 })
  expect(range?.high).toBeCloseTo(14.61, 2)
  expect(range?.low).toBeCloseTo(0.029, 3)
})

test('the automatic schedule of a model with one of its own is that one', () => {
  expect(low('euler', 'automatic')).toBe(low('euler', 'diffusers'))
  // Its last timestep is 1, where A1111's is 0.
  expect([low('euler', 'automatic'), low('euler', 'normal')]).toEqual([expect.closeTo(0.0413, 3), expect.closeTo(0.0292, 3)])
  // No class for it there.
  expect(low('dpmpp_sde', 'automatic')).toBe(low('dpmpp_sde', 'karras'))
  expect(low('dpmpp_sde', 'diffusers')).toBeUndefined()
})

test('settings that make no run have none', () => {
  expect(sigmaRange(manifest, { sampler: 'nosuch', schedule: 'karras', steps: 20 })).toBeNull()
  expect(sigmaRange(manifest, { sampler: 'euler', schedule: 'karras', steps: 0.5 })).toBeNull()
})
