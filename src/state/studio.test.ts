import { signal as makeSignal } from '@preact/signals'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { EngineError } from '../core/errors/engine-error'
import type { ModelManifest } from '../core/manifest'
import type { GenerateRequest, GenerateResult, LoadedModel } from '../protocol/engine-api'
import type { EngineEvent, LoadProgress } from '../protocol/events'
import type { LibraryEntry } from '../protocol/models-api'
import { createStudio } from './studio'
import { testClient } from './test-client'

const cancelled = () => new EngineError('cancelled', 'Cancelled.', '')
const manifest = { id: 'tiny', size: { width: 128, height: 128, step: 32, min: 64, max: 256 }, defaults: { sampler: 'euler', schedule: 'karras', steps: 3, guidance: 4 }, precisions: [{ id: 'q8', graphs: {} }] } as unknown as ModelManifest
const result = { infotext: 'x', timings: { totalMs: 1, stepMs: [1] } } as unknown as GenerateResult

const choice = (id: string) => ({ id, name: id, help: { en: '', zh: '' } })

/** An engine whose calls end when the test says so. */
function fakeEngine(totalBytes = 1000) {
  const calls: string[] = []
  const wishes: Array<string | undefined> = []
  const loads: Array<{ id: string; progress: (now: LoadProgress) => void; done: () => void; fail: (error: Error) => void; signal: AbortSignal | undefined }> = []
  const runs: Array<{ request: GenerateRequest; event: (event: EngineEvent) => void; done: () => void; fail: (error: Error) => void }> = []
  const client = testClient({
    library: async (wish) => {
      wishes.push(wish?.precision)
      return [{ manifest, precision: wishes.at(-1) ?? 'q8', totalBytes, storedBytes: 0, ready: false, otherBytes: 0, origin: 'shipped', hashes: 'published', lastUsed: null } satisfies LibraryEntry]
    },
    load: (id, progress, signal, wish) => {
      calls.push(`load ${id}${wish?.precision ? ` as ${wish.precision}` : ''}${wish?.memory?.parts === 'turns' ? ' in turns' : ''}`)
      return new Promise<LoadedModel>((resolve, reject) => {
        loads.push({ id, progress, signal, done: () => resolve({ modelId: id, precision: wish?.precision ?? 'q8' } as LoadedModel), fail: reject })
        signal?.addEventListener('abort', () => reject(cancelled()))
      })
    },
    generate: (request, event, signal) => {
      calls.push('generate')
      return new Promise<GenerateResult>((resolve, reject) => {
        runs.push({ request, event, done: () => resolve(result), fail: reject })
        signal.addEventListener('abort', () => { calls.push('cancel') })
      })
    },
    showStep: async (index) => { calls.push(`show ${index}`) },
    unload: async () => { calls.push('unload') },
    forceStop: () => { calls.push('force stop') },
  })
  return { client, calls, loads, runs }
}

function open(engine = fakeEngine()) {
  const studio = createStudio({
    client: engine.client,
    clock: () => 0,
    drawSeed: () => 77,
    wishes: { precision: makeSignal(''), memory: makeSignal({}), instant: makeSignal(''), licences: makeSignal('') },
    address: { hash: () => '', write: () => {}, onChange: () => () => {} },
    persistStorage: async () => false,
    samplers: [choice('euler')],
    schedules: [choice('karras')],
  })
  return { studio, ...engine }
}

const settle = () => vi.advanceTimersByTimeAsync(0)
const step = (index: number): EngineEvent => ({ type: 'step', index, steps: 3, sigma: 3 - index, elapsedMs: 10, remainingMs: 10 })

/** A page whose model is loaded. */
async function openReady() {
  const opened = open()
  await opened.studio.start()
  opened.loads[0]?.done()
  await settle()
  return opened
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('a small model loads at the start, a big one waits for a yes', async () => {
  const small = open()
  await small.studio.start()
  expect(small.calls).toEqual(['load tiny'])
  expect(small.studio.settings.value).toMatchObject({ model: 'tiny', sampler: 'euler', steps: 3, width: 128 })
  const big = open(fakeEngine(41 * 1024 * 1024))
  await big.studio.start()
  expect(big.calls).toEqual([])
})

test('Generate pressed before anything is known waits for the load under way and then runs', async () => {
  const { studio, calls, loads, runs } = open()
  studio.edit({ prompt: 'a cat' })
  void studio.start()
  const made = studio.generate()
  expect(studio.run.phase.value).toBe('preparing')
  await settle()
  expect(calls).toEqual(['load tiny'])
  loads[0]?.done()
  await settle()
  expect(calls).toEqual(['load tiny', 'generate'])
  expect(runs[0]?.request).toMatchObject({ prompt: 'a cat', seed: 77, steps: 3 })
  runs[0]?.done()
  expect((await made)?.request.seed).toBe(77)
})

test('a run goes through its phases and leaves a picture', async () => {
  const { studio, runs } = await openReady()
  const { run } = studio
  const made = studio.generate()
  await settle()
  runs[0]?.event({ type: 'encoding' })
  expect(run.phase.value).toBe('encoding')
  runs[0]?.event(step(0))
  runs[0]?.event(step(1))
  expect([run.phase.value, run.steps.value.length, run.remainingMs.value]).toEqual(['sampling', 2, 10])
  runs[0]?.event({ type: 'decoding' })
  expect(run.phase.value).toBe('decoding')
  runs[0]?.done()
  await made
  expect(run.phase.value).toBe('done')
  expect(run.pictures.value).toHaveLength(1)
  expect(run.shown.value).toBe(run.pictures.value[0])
})

test('a second Generate while one runs does nothing', async () => {
  const { studio, calls } = await openReady()
  void studio.generate()
  await settle()
  expect(await studio.generate()).toBeNull()
  expect(calls.filter((call) => call === 'generate')).toHaveLength(1)
})

test('cancel asks the engine once, is no error, and the next run works', async () => {
  const { studio, calls, runs } = await openReady()
  const made = studio.generate()
  await settle()
  studio.run.cancel()
  studio.run.cancel()
  expect(studio.run.cancelling.value).toBe(true)
  expect(calls.filter((call) => call === 'cancel')).toHaveLength(1)
  runs[0]?.fail(cancelled())
  expect(await made).toBeNull()
  expect([studio.run.phase.value, studio.run.error.value, studio.run.cancelling.value]).toEqual(['cancelled', null, false])
  const again = studio.generate()
  await settle()
  runs[1]?.done()
  expect(await again).not.toBeNull()
})

test('an engine that does not stop within five seconds can be stopped by force', async () => {
  const { studio, calls, runs } = await openReady()
  void studio.generate()
  await settle()
  studio.run.cancel()
  await vi.advanceTimersByTimeAsync(4900)
  expect(studio.run.stuck.value).toBe(false)
  await vi.advanceTimersByTimeAsync(200)
  expect(studio.run.stuck.value).toBe(true)
  studio.run.forceStop()
  expect(calls).toContain('force stop')
  runs[0]?.fail(cancelled())
  await settle()
  expect(studio.run.stuck.value).toBe(false)
})

test('Cancel while waiting for a load that began by itself ends the wait and not the load', async () => {
  const { studio, loads } = open()
  await studio.start()
  const made = studio.generate()
  await settle()
  studio.run.cancel()
  expect(await made).toBeNull()
  expect(studio.run.phase.value).toBe('cancelled')
  loads[0]?.done()
  await settle()
  expect(studio.model.loaded.value?.modelId).toBe('tiny')
})

test('Cancel stops a load that Generate began', async () => {
  const { studio, loads } = open(fakeEngine(41 * 1024 * 1024))
  await studio.start()
  const made = studio.generate()
  await settle()
  expect(loads).toHaveLength(1)
  studio.run.cancel()
  expect(await made).toBeNull()
  expect(loads[0]?.signal?.aborted).toBe(true)
  expect([studio.model.loading.value, studio.model.error.value]).toEqual([null, null])
})

test('a failure is shown, keeps its remedy, and the model is asked for again', async () => {
  const { studio, runs, calls } = await openReady()
  const made = studio.generate()
  await settle()
  runs[0]?.fail(new EngineError('device-lost', 'The graphics card went away.', 'Press Generate again.'))
  expect(await made).toBeNull()
  expect(studio.run.phase.value).toBe('failed')
  expect(studio.run.error.value).toMatchObject({ code: 'device-lost', remedy: 'Press Generate again.' })
  expect(calls.filter((call) => call === 'load tiny')).toHaveLength(2)
})

test('a failed load is told on the model and on the run that needed it, and can be tried again', async () => {
  const { studio, loads } = open()
  await studio.start()
  const made = studio.generate()
  await settle()
  loads[0]?.fail(new EngineError('wrong-hash', 'Damaged.', 'Try again.'))
  expect(await made).toBeNull()
  expect(studio.model.error.value?.code).toBe('wrong-hash')
  expect(studio.run.error.value?.code).toBe('wrong-hash')
  studio.loadModel('tiny')
  expect(studio.model.error.value).toBeNull()
  loads[1]?.done()
  await settle()
  expect(studio.model.loaded.value?.modelId).toBe('tiny')
})

test('a replaced worker means fresh canvases, no step frames, and the model loaded again', async () => {
  const { studio, runs, calls } = await openReady()
  const made = studio.generate()
  await settle()
  runs[0]?.done()
  await made
  expect(studio.run.onCanvas.value).toBe(1)
  studio.engineRestarted()
  expect(studio.engineLife.value).toBe(1)
  expect([studio.run.onCanvas.value, studio.run.shown.value?.id]).toEqual([null, 1])
  expect(calls.filter((call) => call === 'load tiny')).toHaveLength(2)
})

test('an engine that died unnoticed gets the request a second time; one that died at work does not', async () => {
  const { studio, runs, loads } = await openReady()
  const dies = async (run: number) => {
    studio.engineRestarted()
    runs[run]?.fail(new EngineError('worker-crashed', 'Gone.', 'Again.'))
    await settle()
    loads.at(-1)?.done()
    await settle()
  }
  const made = studio.generate()
  await settle()
  await dies(0)
  runs[1]?.done()
  expect(await made).not.toBeNull()

  const second = studio.generate()
  await settle()
  runs[2]?.event({ type: 'encoding' })
  await dies(2)
  expect(await second).toBeNull()
  expect(studio.run.error.value?.code).toBe('worker-crashed')
  expect(runs).toHaveLength(3)
})

test('scrubbing draws the newest wish, not every one on the way', async () => {
  const { studio, runs, calls } = await openReady()
  const made = studio.generate()
  await settle()
  runs[0]?.done()
  await made
  for (const index of [0, 1, 2]) studio.run.viewStep(index)
  await settle()
  expect(calls.filter((call) => call.startsWith('show'))).toEqual(['show 0', 'show 2'])
})

test('restoring a picture brings back its settings with its seed', async () => {
  const { studio, runs } = await openReady()
  studio.edit({ prompt: 'a cat' })
  const made = studio.generate()
  await settle()
  runs[0]?.done()
  const picture = await made
  studio.edit({ prompt: 'a dog', steps: 9 })
  if (picture) studio.restore(picture)
  expect(studio.settings.value).toMatchObject({ prompt: 'a cat', steps: 3, seed: 77 })
})

test('another precision is loaded at once while it is small, and only offered when it is big', async () => {
  const { studio, calls, loads } = await openReady()
  studio.choosePrecision('fp32')
  await settle()
  expect(calls).toEqual(['load tiny', 'load tiny as fp32'])
  expect(studio.model.loaded.value).toBeNull()
  loads[1]?.done()
  await settle()
  expect(studio.model.loaded.value?.precision).toBe('fp32')
  // The same again costs nothing.
  studio.choosePrecision('fp32')
  await settle()
  expect(calls).toHaveLength(2)

  const big = open(fakeEngine(41 * 1024 * 1024))
  await big.studio.start()
  big.studio.loadModel('tiny')
  big.loads[0]?.done()
  await settle()
  big.studio.choosePrecision('fp16')
  await settle()
  expect(big.calls).toEqual(['load tiny', 'unload'])
  expect([big.studio.model.loaded.value, big.studio.model.library.value[0]?.precision]).toEqual([null, 'fp16'])
})

test('a precision chosen while another loads takes its place', async () => {
  const { studio, loads } = open()
  await studio.start()
  studio.choosePrecision('fp32')
  await settle()
  expect(loads.map(({ signal }) => signal?.aborted)).toEqual([true, false])
  loads[1]?.done()
  await settle()
  expect([studio.model.loaded.value?.precision, studio.model.error.value]).toEqual(['fp32', null])
})

test('no other precision is taken up while a picture is made', async () => {
  const { studio, calls } = await openReady()
  void studio.generate()
  await settle()
  studio.choosePrecision('fp32')
  await settle()
  expect(calls).toEqual(['load tiny', 'generate'])
})

test('another way in memory loads the loaded model anew, and only that', async () => {
  const { studio, calls, loads } = await openReady()
  studio.chooseMemory({ parts: 'turns' })
  await settle()
  expect(calls).toEqual(['load tiny', 'load tiny in turns'])
  loads[1]?.done()
  await settle()
  // The same again, or Generate, costs nothing.
  studio.chooseMemory({ parts: 'turns' })
  studio.loadModel('tiny')
  await settle()
  expect(calls).toHaveLength(2)

  const waiting = open(fakeEngine(41 * 1024 * 1024))
  await waiting.studio.start()
  waiting.studio.chooseMemory({ parts: 'turns' })
  await settle()
  expect(waiting.calls).toEqual([])
  waiting.studio.loadModel('tiny')
  expect(waiting.calls).toEqual(['load tiny in turns'])
})

test('a way in memory chosen while a model loads takes its place; one chosen while a picture is made is not taken up', async () => {
  const { studio, loads, calls } = open()
  await studio.start()
  studio.chooseMemory({ parts: 'turns' })
  await settle()
  expect(loads.map(({ signal }) => signal?.aborted)).toEqual([true, false])
  loads[1]?.done()
  await settle()
  void studio.generate()
  await settle()
  studio.chooseMemory({})
  await settle()
  expect(calls).toEqual(['load tiny', 'load tiny in turns', 'generate'])
})

test('when memory runs out in a run it begins anew, and the model is known to be loaded by the lighter plan', async () => {
  const { studio, runs } = await openReady()
  const plan = { parts: 'turns', text: 'gpu', guidance: 'single', decoder: 'whole' } as const
  const made = studio.generate()
  await settle()
  runs[0]?.event(step(0))
  runs[0]?.event({ type: 'memory', plan })
  expect([studio.run.phase.value, studio.run.steps.value, studio.run.lighter.value]).toEqual(['preparing', [], plan])
  expect(studio.model.loaded.value).toMatchObject({ modelId: 'tiny', memory: plan, retried: true })
  runs[0]?.event(step(0))
  expect(studio.run.phase.value).toBe('sampling')
  runs[0]?.done()
  expect((await made)?.steps).toHaveLength(1)
  void studio.generate()
  expect(studio.run.lighter.value).toBeNull()
})
