import { signal } from '@preact/signals'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { EngineClient } from '../client/engine-client'
import { EngineError } from '../core/errors/engine-error'
import type { GenerateRequest, GenerateResult, LoadedModel } from '../protocol/engine-api'
import type { EngineEvent } from '../protocol/events'
import type { LibraryEntry } from '../protocol/models-api'
import { createInstantState } from './instant'
import type { ModelState } from './models'
import type { Picture, RunState, StepEvent } from './run'
import type { Settings } from './settings'

const settingsWith = (change: Partial<Settings>): Settings => ({
  model: 'tiny', prompt: '', negativePrompt: 'fog', steps: 20, guidance: 7, sampler: 'euler', schedule: 'karras', seed: null, rng: 'cpu', width: 64, height: 96, preview: 'full', extras: { rescale: 0.5 }, ...change,
})
const entryWith = (graphs: object) => ({ manifest: { id: 'tiny', precisions: [{ id: 'q8', graphs }] }, precision: 'q8' }) as unknown as LibraryEntry
const pictureOf = (request: Partial<GenerateRequest>) => ({ request }) as Picture

/** A form, an engine whose previews end when the test says so, and a person who types. */
function setUp(graphs: object = { instantUnet: {} }) {
  const runs: Array<{ request: GenerateRequest; event: (event: EngineEvent) => void; done: () => void; fail: (error: Error) => void; signal: AbortSignal }> = []
  const client = {
    generate: (request: GenerateRequest, event: (event: EngineEvent) => void, aborted: AbortSignal) =>
      new Promise<GenerateResult>((resolve, reject) => {
        runs.push({ request, event, signal: aborted, done: () => resolve({ png: new Blob([request.prompt]), timings: { totalMs: 5 } } as GenerateResult), fail: reject })
        aborted.addEventListener('abort', () => reject(new EngineError('cancelled.run', {})))
      }),
  } as unknown as EngineClient
  const settings = signal(settingsWith({}))
  const loaded = signal<LoadedModel | null>({ modelId: 'tiny', precision: 'q8' } as LoadedModel)
  const refresh = vi.fn(async () => {})
  const model = { library: signal([entryWith(graphs)]), loaded, loading: signal<string | null>(null), refresh } as unknown as ModelState
  const run = { shown: signal<Picture | null>(null), steps: signal<StepEvent[]>([]), viewedStep: signal(-1) }
  const free = signal(true)
  const wish = signal('')
  let seeds = 100
  const instant = createInstantState({ client, drawSeed: () => seeds++, settings, model, run: run as unknown as RunState, free, wish })
  const type = async (change: Partial<Settings>, ms = 250) => {
    instant.changed()
    settings.value = { ...settings.value, ...change }
    await vi.advanceTimersByTimeAsync(ms)
  }
  return { instant, runs, settings, model, loaded, refresh, run, free, wish, type, prompts: () => runs.map(({ request }) => request.prompt) }
}

const settle = () => vi.advanceTimersByTimeAsync(0)

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('a pause in typing draws the words in four steps of LCM, without guidance, strip or extras', async () => {
  const { instant, runs, type } = setUp()
  await type({ prompt: 'a' }, 100)
  await type({ prompt: 'a fish' }, 249)
  expect(runs).toHaveLength(0)
  await vi.advanceTimersByTimeAsync(1)
  expect(runs.map(({ request }) => request)).toEqual([{
    prompt: 'a fish', negativePrompt: '', steps: 4, guidance: 1, sampler: 'lcm', schedule: 'automatic', seed: 100, rng: 'cpu', width: 64, height: 96, preview: 'none', edition: 'instant',
  }])
  expect([instant.drawing.value, instant.preview.value]).toEqual([true, null])
  runs[0]?.done()
  await settle()
  expect(instant.drawing.value).toBe(false)
  expect(await instant.preview.value?.png.text()).toBe('a fish')
})

test('typing on stops the preview under way; the last one stays until the next is there', async () => {
  const { instant, runs, type, prompts } = setUp()
  await type({ prompt: 'a fish' })
  runs[0]?.done()
  await settle()
  await type({ prompt: 'a fish in' })
  await type({ prompt: 'a fish in the sea' })
  expect(prompts()).toEqual(['a fish', 'a fish in', 'a fish in the sea'])
  expect(runs.map(({ signal: aborted }) => aborted.aborted)).toEqual([false, true, false])
  expect(instant.preview.value?.request.prompt).toBe('a fish')
  expect(instant.failed.value).toBe(false)
  runs[2]?.done()
  await settle()
  expect(instant.preview.value?.request.prompt).toBe('a fish in the sea')
})

test('words change the picture and chance does not: one seed until a picture was made of it', async () => {
  const { instant, runs, type } = setUp()
  expect(instant.takeSeed()).toBeNull()
  for (const prompt of ['a', 'a b']) {
    await type({ prompt })
    runs.at(-1)?.done()
    await settle()
  }
  expect(runs.map(({ request }) => request.seed)).toEqual([100, 100])
  expect(instant.takeSeed()).toBe(100)
  expect(instant.takeSeed()).toBeNull()
  await type({ prompt: 'a b c' })
  expect(runs.at(-1)?.request.seed).toBe(101)
  runs.at(-1)?.done()
  await type({ seed: 5 })
  expect(runs.at(-1)?.request.seed).toBe(5)
  runs.at(-1)?.done()
  await settle()
  expect(instant.takeSeed()).toBeNull()
})

test('what is fetched first is not begun again by every letter', async () => {
  const { instant, runs, type, prompts, refresh } = setUp()
  await type({ prompt: 'a' })
  runs[0]?.event({ type: 'loading', progress: {} as never })
  expect(instant.loading.value).toBe(true)
  await type({ prompt: 'a fish' }, 1000)
  expect(prompts()).toEqual(['a'])
  expect(runs[0]?.signal.aborted).toBe(false)
  runs[0]?.event({ type: 'encoding' })
  runs[0]?.done()
  await settle()
  expect([instant.loading.value, refresh.mock.calls.length]).toEqual([false, 1])
  expect(prompts()).toEqual(['a', 'a fish'])
})

test('a real run goes first: what waits is forgotten, what is drawn is stopped, and the preview stays until its first step', async () => {
  const { instant, runs, type, free, run } = setUp()
  await type({ prompt: 'a' })
  runs[0]?.done()
  await settle()
  await type({ prompt: 'a b' }, 100)
  instant.stop()
  free.value = false
  await vi.advanceTimersByTimeAsync(1000)
  expect(runs).toHaveLength(1)
  expect(instant.preview.value?.request.prompt).toBe('a')
  await type({ prompt: 'a b c' }, 1000)
  expect(runs).toHaveLength(1)
  run.steps.value = [{} as StepEvent]
  expect(instant.preview.value).toBeNull()
  // Typed during the run: the finished picture is not covered afterwards.
  free.value = true
  await vi.advanceTimersByTimeAsync(1000)
  expect(runs).toHaveLength(1)
  await type({ prompt: 'a b c d' })
  instant.stop()
  expect(runs[1]?.signal.aborted).toBe(true)
})

test('while the model loads nothing is asked of it; words typed meanwhile are drawn afterwards', async () => {
  const { runs, type, loaded } = setUp()
  const ready = loaded.value
  loaded.value = null
  await type({ prompt: 'a' }, 2000)
  expect(runs).toHaveLength(0)
  loaded.value = ready
  await settle()
  expect(runs).toHaveLength(1)
})

test('no words, or the words of the picture on show, need no preview', async () => {
  const { instant, runs, type, run } = setUp()
  await type({ prompt: 'a' })
  runs[0]?.done()
  await settle()
  await type({ prompt: '  ' })
  expect([runs.length, instant.preview.value]).toEqual([1, null])
  run.shown.value = pictureOf({ prompt: 'a cat', seed: 3 })
  await type({ prompt: 'a cat' })
  await type({ seed: 3 })
  expect(runs).toHaveLength(1)
  await type({ seed: 4 })
  expect(runs).toHaveLength(2)
})

test('looking at another picture or step takes the preview away', async () => {
  const { instant, runs, type, run } = setUp()
  run.steps.value = [{} as StepEvent]
  await type({ prompt: 'a' })
  runs[0]?.done()
  await settle()
  expect(instant.preview.value).not.toBeNull()
  run.viewedStep.value = 0
  expect(instant.preview.value).toBeNull()
})

test('words that come from a link or a picture take the preview away and ask for none', async () => {
  const { instant, runs, settings, type } = setUp()
  await type({ prompt: 'a' })
  runs[0]?.done()
  await settle()
  settings.value = settingsWith({ prompt: 'from a link' })
  expect(instant.preview.value).toBeNull()
  await type({ prompt: 'a b' })
  settings.value = settingsWith({ prompt: 'from another' })
  await vi.advanceTimersByTimeAsync(1000)
  expect([runs.length, runs[1]?.signal.aborted, instant.preview.value]).toEqual([2, true, null])
})

test('an input method is left to finish its word', async () => {
  const { instant, runs, type, prompts } = setUp()
  instant.composing(true)
  await type({ prompt: 'hong' }, 1000)
  expect(runs).toHaveLength(0)
  await type({ prompt: '红' }, 0)
  instant.composing(false)
  await vi.advanceTimersByTimeAsync(250)
  expect(prompts()).toEqual(['红'])
})

test('it is on where the model can, and a person can switch it off', async () => {
  const { instant, runs, type, wish } = setUp()
  expect([instant.available.value, instant.on.value]).toEqual([true, true])
  await type({ prompt: 'a' })
  instant.setOn(false)
  expect([instant.on.value, wish.value, runs[0]?.signal.aborted]).toEqual([false, 'off', true])
  await type({ prompt: 'a b' }, 1000)
  expect(runs).toHaveLength(1)
  instant.setOn(true)
  await vi.advanceTimersByTimeAsync(250)
  expect(runs).toHaveLength(2)
  const without = setUp({})
  expect([without.instant.available.value, without.instant.on.value]).toEqual([false, false])
  await without.type({ prompt: 'a' }, 1000)
  expect(without.runs).toHaveLength(0)
})

test('a failure is said quietly and does not repeat itself', async () => {
  const { instant, runs, type } = setUp()
  await type({ prompt: 'a' })
  runs[0]?.fail(new EngineError('offline.download', {}))
  await vi.advanceTimersByTimeAsync(2000)
  expect([instant.failed.value, runs.length]).toEqual([true, 1])
  await type({ prompt: 'a b' })
  expect(instant.failed.value).toBe(false)
})

test('words typed before anything is known of the models are drawn once theirs is loaded, where it can', async () => {
  for (const [graphs, wish, drawn] of [[{ instantUnet: {} }, '', ['a fish']], [{ instantUnet: {} }, 'off', []], [{}, '', []]] as const) {
    const page = setUp(graphs)
    const known = page.model.library.value
    page.model.library.value = []
    page.loaded.value = null
    page.wish.value = wish
    await page.type({ prompt: 'a fish' }, 1000)
    page.model.library.value = known
    page.loaded.value = { modelId: 'tiny', precision: 'q8' } as LoadedModel
    await settle()
    expect(page.prompts()).toEqual(drawn)
  }
})
