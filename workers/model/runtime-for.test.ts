import { expect, test } from 'vitest'
import type { Backend } from '../../src/protocol/machine'
import type { OrtModule } from '../ort/runtime'
import { runtimeFor } from './runtime-for'

async function asked(backend: Backend, own: { backend: Backend; threads: number }, offline: Backend[] = []): Promise<[string, ...Backend[]]> {
  const log: Backend[] = []
  const runtime = await runtimeFor(backend, own, async (one) => {
    log.push(one)
    if (offline.includes(one)) throw new Error('offline')
    return one as unknown as OrtModule
  })
  return [String(runtime), ...log]
}

test('the processor that takes over from a GPU computes with all its threads', async () => {
  expect(await asked('wasm', { backend: 'webgpu', threads: 4 })).toEqual(['wasm', 'wasm'])
})

test('without a network, or threads, the runtime that is there does', async () => {
  expect(await asked('wasm', { backend: 'webgpu', threads: 4 }, ['wasm'])).toEqual(['webgpu', 'wasm', 'webgpu'])
  expect(await asked('wasm', { backend: 'webgpu', threads: 1 })).toEqual(['webgpu', 'webgpu'])
})

test('where nothing took over there is one', async () => {
  for (const backend of ['webgpu', 'wasm'] as const) expect(await asked(backend, { backend, threads: 4 })).toEqual([backend, backend])
})
