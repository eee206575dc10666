// Adapters in trouble: none, one that throws, one that never answers. And what a sound one is asked for.
import { afterEach, expect, test, vi } from 'vitest'
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
  expect(deviceFor(adapter([...offered, 'depth-clip-control'])).requiredFeatures).toEqual(offered)
  expect(deviceFor(adapter(['subgroups'])).requiredFeatures).toEqual(['subgroups'])
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
  const answer = openDevice().catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(8000)
  expect(await answer).toMatchObject({ key: 'device-lost.gone' })
})

test.each([[true, true], [false, false]])('half precision that passes its trial: %s', async (passed, shaderF16) => {
  inBrowser(async () => adapter(['shader-f16']))
  expect(await readCapabilities(null, async () => passed)).toMatchObject({ backend: 'webgpu', reason: null, shaderF16 })
})

test('no trial is held where half precision is not offered, or the GPU is not used', async () => {
  const trusts = vi.fn(async () => true)
  inBrowser(async () => adapter())
  expect(await readCapabilities(null, trusts)).toMatchObject({ shaderF16: false })
  inBrowser(async () => adapter(['shader-f16']))
  expect(await readCapabilities('wasm', trusts)).toMatchObject({ backend: 'wasm', shaderF16: false })
  expect(trusts).not.toHaveBeenCalled()
})
