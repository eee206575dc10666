// A part of the sweep of sweep.long.test.ts: every pair of sampler and schedule, the step counts at which they change their way.
import { expect, test } from 'vitest'
import { latentNoise, sweep } from './test-sweep'

const stepCounts = [1, 2, 3, 4, 8, 11, 20, 25]

test.each([{}, { eta: 1 }])('every sampler ends in a picture on every schedule, with options %j', async (options) => {
  expect((await sweep(latentNoise, stepCounts, options)).broken).toEqual([])
})
