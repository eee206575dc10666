import { expect, test } from 'vitest'
import type { ModelManifest } from '../core/manifest'
import { sigmaRange } from './sigma-range'

const manifest = { scheduler: { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear', num_train_timesteps: 1000, prediction_type: 'epsilon' } } as ModelManifest

test('the range of σ is the schedule’s', () => {
  const range = sigmaRange(manifest, { sampler: 'euler', schedule: 'karras', steps: 20 })
  expect(range?.high).toBeCloseTo(14.61, 2)
  expect(range?.low).toBeCloseTo(0.029, 3)
})

test('settings that make no run have none', () => {
  expect(sigmaRange(manifest, { sampler: 'nosuch', schedule: 'karras', steps: 20 })).toBeNull()
  expect(sigmaRange(manifest, { sampler: 'euler', schedule: 'karras', steps: 0.5 })).toBeNull()
})
