// Every sampler over every schedule at 73 step counts: 17,520 runs, none of which may end in NaN or in one colour.
import { expect, test } from 'vitest'
import type { SchedulerConfig } from '../schedule/scheduler-config'
import { latentNoise, sweep } from './test-sweep'

const stepCounts = Array.from({ length: 73 }, (_, i) => i + 1)

test('17,520 runs end in pictures', { timeout: 180_000 }, async () => {
  expect(await sweep(latentNoise, stepCounts)).toEqual({ runs: 17_520, broken: [] })
})

test.each<[string, SchedulerConfig]>([
  ['rescaled to zero SNR', { ...latentNoise, rescale_betas_zero_snr: true }],
  ['of the cosine', { beta_schedule: 'squaredcos_cap_v2' }],
  ['linear', { beta_schedule: 'linear', beta_start: 0.0001, beta_end: 0.02 }],
])('so do runs of models whose noise is %s', { timeout: 180_000 }, async (_, config) => {
  expect((await sweep(config, [1, 2, 3, 4, 8, 11, 20, 25, 40], { eta: 1 })).broken).toEqual([])
})
