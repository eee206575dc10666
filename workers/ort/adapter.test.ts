// Adapters in trouble: none, one that throws, one that never answers. And what a sound one is asked for.
import { afterEach, expect, test, vi } from 'vitest'
import type { TrialName, TrialOutcome } from '../../src/protocol/machine'
import { readCapabilities } from '../capabilities'
import { findAdapter } from './adapter'
import { deviceFor, openDevice } from './device'

const info = { vendor: 'acme', architecture: 'nine', device: '', description: 'Acme 9', isFallbackAdapter: false }
const adapter = (features: string[] = []) => ({ info, features: new Set(features), limits: { maxStorageBufferBindingSize: 2 ** 30 } }) as unknown as GPUAdapter
const gpuOf = (requestAdapter: () => Promise<GPUAdapter | null>) => ({ requestAdapter }) as unknown as GPU
const never = () => new Promise<never>(() => {})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test.each([
  ['no-adapter', async () => null],
  ['no-adapter', () => Promise.reject(new Error('driver'))],
  ['no-answer', never],
])('%s', async (why, request) => {
  expect(await findAdapter(gpuOf(request), 5)).toBe(why)
})

test('a browser without WebGPU, and one with an adapter', async () => {
  expect(await findAdapter(undefined)).toBe('no-webgpu')
  const one = adapter()
  expect(await findAdapter(gpuOf(async () => one), 5)).toBe(one)
})

test('a device is asked for what ORT would ask for, of what is offered', () => {
  const offered = ['shader-f16', 'subgroups', 'subgroup-size-control', 'timestamp-query', 'chromium-experimental-subgroup-matrix']
  expect(deviceFor(adapter([...offered, 'depth-clip-control']), true).requiredFeatures).toEqual(offered)
  expect(deviceFor(adapter(['subgroups']), true).requiredFeatures).toEqual(['subgroups'])
  // Where they failed their trial, the runtime's kernels find none on the device and do without.
  expect(deviceFor(adapter(offered), false).requiredFeatures).toEqual(['shader-f16', 'timestamp-query'])
})

function inBrowser(request: () => Promise<GPUAdapter | null>): void {
  vi.useFakeTimers()
  vi.stubGlobal('self', { crossOriginIsolated: false })
  vi.stubGlobal('navigator', { gpu: gpuOf(request), userAgent: 'test' })
}

test('a driver that never answers leaves the page on the processor within 8 s, with the reason', async () => {
  inBrowser(never)
  const answer = readCapabilities(null)
  await vi.advanceTimersByTimeAsync(8000)
  expect(await answer).toMatchObject({ backend: 'wasm', reason: 'no-answer', adapter: null, shaderF16: false })
})

test('a device that never comes is told as a GPU that is gone', async () => {
  inBrowser(async () => ({ ...adapter(), requestDevice: never }) as unknown as GPUAdapter)
  const answer = openDevice(true).catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(8000)
  expect(await answer).toMatchObject({ key: 'device-lost.gone' })
})

const outcome = (trial: TrialName, ended: TrialOutcome['ended']): TrialOutcome => ({ trial, ended, errors: {} })

test.each<[string, TrialOutcome[], boolean, boolean]>([
  ['both pass', [outcome('half', 'passed'), outcome('subgroups', 'passed')], true, true],
  ['sums are wrong', [outcome('half', 'passed'), outcome('subgroups', 'failed')], true, false],
  ['halves are wrong', [outcome('half', 'failed'), outcome('subgroups', 'passed')], false, true],
  ['no answer came', [outcome('half', 'unanswered'), outcome('subgroups', 'unanswered')], false, false],
  ['the runtime was wrong in halves before', [outcome('half', 'passed'), outcome('runtime-half', 'failed')], false, false],
  ['the runtime was right in halves before', [outcome('half', 'passed'), outcome('runtime-half', 'passed')], true, false],
])('what counts as offered where %s', async (_, trials, shaderF16, subgroups) => {
  inBrowser(async () => adapter(['shader-f16', 'subgroups']))
  expect(await readCapabilities(null, async () => trials)).toMatchObject({ backend: 'webgpu', reason: null, shaderF16, subgroups, trials })
})

test('no trial is held where the GPU is not used', async () => {
  const hold = vi.fn(async () => [outcome('half', 'passed')])
  inBrowser(async () => adapter(['shader-f16']))
  expect(await readCapabilities('wasm', hold)).toMatchObject({ backend: 'wasm', shaderF16: false, trials: [] })
  expect(hold).not.toHaveBeenCalled()
})
