// The WGSL algebra without a network: every kernel against its CPU twin, and every reference trace through it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { checkKernels, checkRuntime, runOnGpu } from '../../lab/gpu-traces'

test('every kernel agrees with the CPU', async () => {
  const { deviation, wrongWords, trial, soundness, subgroups, wrongBytes, brushError, spilled } = await checkKernels()
  expect(wrongWords).toBe(0)
  expect(Object.keys(trial)).toHaveLength(4)
  for (const [kernel, value] of Object.entries(trial)) expect(value, kernel).toBeLessThan(1e-5)
  expect(soundness).toEqual(['sound', 'not-finite', 'not-finite', 'constant', 'sound', 'not-finite', 'not-finite'])
  for (const error of Object.values(subgroups ?? {})) expect(error).toBe(0)
  expect(wrongBytes).toBe(0)
  expect(spilled).toBe(0)
  expect(brushError).toBeLessThan(1) // rounding to a byte is half of one
  // A few roundings of float32, relative to the largest value.
  for (const [kernel, value] of Object.entries(deviation)) expect(value, kernel).toBeLessThan(1e-6)
})

test('the runtime is right in its own trial', async () => {
  const errors = await checkRuntime()
  expect(Object.keys(errors)).toHaveLength(4)
  for (const [kernel, error] of Object.entries(errors)) expect(error, kernel).toBeLessThan(1e-5)
})

test('all samplers on the GPU equal their references, with no readback in a loop', async () => {
  const golden = join(import.meta.dirname, '..', '..', 'tests', 'golden')
  const files = ['kdiffusion-traces.json', 'diffusers-traces.json'].map((name) => JSON.parse(readFileSync(join(golden, name), 'utf8')))
  const results = (await runOnGpu(files)).flat()
  expect(results.filter((result) => !result.passed)).toEqual([])
  expect(results.length).toBeGreaterThan(120)
})
