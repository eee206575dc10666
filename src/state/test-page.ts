// For tests: an engine whose jobs and loads end when the test says so, a window's history, and the whole page on them.
import type { EngineClient } from '../client/engine-client'
import { EngineError } from '../core/errors/engine-error'
import type { ModelManifest } from '../core/manifest'
import { defaultValues, toRequest } from '../core/request/form-values'
import type { FormValues } from '../core/request/fields'
import type { PictureRequest } from '../core/request/picture-request'
import type { JobEvent, LoadProgress } from '../protocol/events'
import type { Job, PictureResult } from '../protocol/jobs'
import type { LoadChoice, LoadedModel } from '../protocol/loaded-model'
import type { LibraryEntry } from '../protocol/models-api'
import type { NewOrder, Picture, WaitingOrder } from './orders'
import type { AddressBar } from './place'
import { createPreferences } from './preferences'
import { createApp } from './start-app'
import { testClient } from './test-client'
import { createUpdates } from './updates'

export const manifestOf = (id: string, own: object = {}) => ({
  id, name: id, licence: 'Free', examples: { en: ['a cat', 'a dog'], zh: [] },
  size: { width: 128, height: 128, step: 32, min: 64, max: 256 }, defaults: { sampler: 'euler', schedule: 'karras', steps: 3, guidance: 4 },
  precisions: [{ id: 'q8', graphs: {} }], ...own,
}) as unknown as ModelManifest

export const entryOf = (manifest: ModelManifest, own: Partial<LibraryEntry> = {}): LibraryEntry => ({
  manifest, precision: 'q8', totalBytes: 1000, storedBytes: 0, ready: false, otherBytes: 0, origin: 'shipped', hashes: 'published', lastUsed: null, ...own,
})

export const requestOf = (prompt: string, own: Partial<FormValues> = {}, seed = 1): PictureRequest => toRequest({ ...defaultValues(manifestOf('tiny')), prompt, ...own }, seed)
export const orderOf = (...prompts: string[]): NewOrder => ({ origin: 'studio', preview: 'fast', requests: prompts.map((prompt) => requestOf(prompt)) })
export const pictureOf = (id: string, request = requestOf(id)): Picture => ({ id, request, result: resultOf(1), steps: [] })
export const resultOf = (totalMs: number) => ({ png: new Blob([]), infotext: '', timings: { totalMs, stepMs: [] } }) as unknown as PictureResult
export const loadedOf = (modelId: string, own: Partial<LoadedModel> = {}) => ({ modelId, precision: 'q8', ...own }) as LoadedModel

export const cancelled = () => new EngineError('cancelled.run', {})
export const crashed = () => new EngineError('worker-crashed.stopped', {})
export const outOfMemory = () => new EngineError('out-of-memory.run', {})

export const progressOf = (bytes: number) => ({ phase: 'download', item: 'unet', bytes, totalBytes: 10, fetchedBytes: 0, bytesPerSecond: 0, secondsLeft: null }) satisfies LoadProgress
export const loading = (bytes = 1): JobEvent => ({ type: 'loading', progress: progressOf(bytes) })
export const loaded = (modelId = 'tiny', own: Partial<LoadedModel> = {}): JobEvent => ({ type: 'loaded', model: loadedOf(modelId, own) })
export const step = (index: number, remainingMs = 10, picture?: ImageBitmap): JobEvent => ({ type: 'step', index, steps: 3, sigma: 3 - index, elapsedMs: 10, remainingMs, ...(picture && { picture }) })

export interface FakeRun { job: Job; prompt: string; signal: AbortSignal | undefined; event: (event: JobEvent) => void; done: (totalMs?: number) => void; fail: (error: Error) => void }
export interface FakeLoad { id: string; choice: LoadChoice; signal: AbortSignal | undefined; progress: (now: LoadProgress) => void; done: (own?: Partial<LoadedModel>) => void; fail: (error: Error) => void }

/** Jobs and loads stop when asked, unless it is `stubborn`. */
export function fakeEngine(own: Partial<EngineClient> = {}, { stubborn = false } = {}) {
  const calls: string[] = []
  const runs: FakeRun[] = []
  const loads: FakeLoad[] = []
  const stoppable = (signal: AbortSignal | undefined, what: string, fail: (error: Error) => void) => {
    const stop = () => {
      calls.push(`cancel ${what}`)
      if (!stubborn) fail(cancelled())
    }
    if (signal?.aborted) fail(cancelled())
    signal?.addEventListener('abort', stop)
  }
  const client = testClient({
    library: async () => [entryOf(manifestOf('tiny'))],
    load: (id, progress, signal, choice = {}) => new Promise<LoadedModel>((resolve, reject) => {
      calls.push(`load ${id}${choice.precision ? ` as ${choice.precision}` : ''}${choice.memory?.parts === 'turns' ? ' in turns' : ''}`)
      loads.push({ id, choice, signal, progress, done: (facts) => resolve(loadedOf(id, { precision: choice.precision ?? 'q8', ...facts })), fail: reject })
      stoppable(signal, `load ${id}`, reject)
    }),
    submit: (job, event, signal) => new Promise<PictureResult>((resolve, reject) => {
      const prompt = job.request.prompt.positive
      calls.push(prompt)
      runs.push({ job, prompt, signal, event, done: (totalMs = 1) => resolve(resultOf(totalMs)), fail: reject })
      stoppable(signal, prompt, reject)
    }),
    showStep: async (id, index) => { calls.push(`show ${id} ${index}`) },
    release: async (id) => { calls.push(`release ${id}`) },
    unload: async () => { calls.push('unload') },
    forceStop: () => { calls.push('force stop') },
    ...own,
  })
  return { client, calls, runs, loads, prompts: () => runs.map(({ prompt }) => prompt) }
}

/** A window's history, as far as it matters. */
export function fakeBar(start = '') {
  const entries = [start]
  let at = 0
  let listener: (() => void) | null = null
  const bar: AddressBar = {
    hash: () => entries[at] ?? '',
    write(hash, entry) {
      if (entry === 'push') entries.splice(++at, Infinity, hash)
      else entries[at] = hash
    },
    onChange(next) {
      listener = next
      return () => { listener = null }
    },
  }
  return {
    bar, entries, hash: () => bar.hash(),
    go(to: number) { at = to; listener?.() },
    paste(hash: string) { entries.splice(++at, Infinity, hash); listener?.() },
  }
}

const choice = (id: string) => ({ id, name: id, help: { en: '', zh: '' } })
export const samplers = ['dpmpp_2m', 'euler', 'ddim', 'lcm'].map(choice)
export const schedules = ['normal', 'karras'].map(choice)

/** The whole page, before its engine was asked anything. */
export function openPage({ engine = fakeEngine(), hash = '', left = [] as WaitingOrder[] } = {}) {
  const fake = fakeBar(hash)
  const saved: WaitingOrder[][] = []
  const kept = new Map<string, string>()
  let now = 0
  let seeds = 77
  const app = createApp({
    client: engine.client,
    clock: () => now,
    drawSeed: () => seeds++,
    address: fake.bar,
    preferences: createPreferences({ getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => void kept.set(key, text), removeItem: (key) => void kept.delete(key) }, ['en']),
    updates: createUpdates(),
    persistStorage: async () => false,
    queueStore: { save: (orders) => void saved.push([...orders]), adopt: async () => left },
    samplers, schedules,
  })
  return { app, address: fake, saved, pass: (ms: number) => { now += ms }, ...engine }
}

/** The page with its model loaded. */
export async function openReadyPage(options: Parameters<typeof openPage>[0] = {}) {
  const page = openPage(options)
  await page.app.engine.start()
  page.loads[0]?.done()
  await settled()
  return page
}

/** All that waits for nobody has happened; no timer is needed for it. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 40; i++) await Promise.resolve()
}
