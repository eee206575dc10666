// Every reference trace on the WGSL algebra: the samplers give the published numbers on the GPU too, with no readback in a loop.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { runOnGpu } from '../scripts/gpu-traces'

test('all samplers on the GPU equal their references', async ({}, info) => {
  test.skip(info.project.name !== 'software-webgpu', 'needs WebGPU')
  test.setTimeout(300_000)
  const golden = join(import.meta.dirname, '..', 'tests', 'golden')
  const files = ['kdiffusion-traces.json', 'diffusers-traces.json'].map((name) => JSON.parse(readFileSync(join(golden, name), 'utf8')))
  const results = (await runOnGpu(files)).flat()
  expect(results.filter((result) => !result.passed)).toEqual([])
  expect(results.length).toBeGreaterThan(120)
})
