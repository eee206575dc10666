import { signal } from '@preact/signals'
import { expect, test, vi } from 'vitest'
import { EngineError } from '../core/errors/engine-error'
import type { Capabilities } from '../protocol/machine'
import { createEngineState } from './engine'
import { createModels } from './models'
import { fakeEngine } from './test-page'

function open(capabilities: () => Promise<Capabilities>) {
  const { client } = fakeEngine({ capabilities })
  const models = createModels(client, { precision: signal(''), memory: signal({}) })
  const onStarted = vi.fn()
  return { engine: createEngineState(client, models, onStarted), models, onStarted }
}

test('a start asks what the engine can and has', async () => {
  const { engine, models, onStarted } = open(async () => ({ backend: 'wasm' }) as Capabilities)
  await engine.start()
  expect([engine.capabilities.value?.backend, models.library.value.length, onStarted.mock.calls.length, engine.startError.value]).toEqual(['wasm', 1, 1, null])
})

test('a start that failed says why until the next one, and starts nothing', async () => {
  let fails = true
  const { engine, onStarted } = open(async () => {
    if (fails) throw new EngineError('worker-crashed.stopped', {})
    return { backend: 'wasm' } as Capabilities
  })
  void engine.start()
  await engine.started
  expect([engine.startError.value?.code, onStarted.mock.calls.length]).toEqual(['worker-crashed', 0])
  fails = false
  const again = engine.start()
  expect(engine.startError.value).toBeNull()
  await again
  expect([engine.startError.value, onStarted.mock.calls.length]).toEqual([null, 1])
})
