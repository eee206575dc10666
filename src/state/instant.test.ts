import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { EngineError } from '../core/errors/engine-error'
import type { FormEdit } from './form'
import { cancelled, entryOf, fakeEngine, loaded, loading, manifestOf, openPage, pictureOf, requestOf, settled, step } from './test-page'

const knowing = (graphs: object) => fakeEngine({ library: async () => [entryOf(manifestOf('tiny', { precisions: [{ id: 'q8', graphs }] }))] })

/** A person who types into a page whose model has the instant UNet; the seeds that are drawn begin at 77. */
async function open({ graphs = { instantUnet: {} } as object, wish = '', isLoaded = true } = {}) {
  const page = openPage({ engine: knowing(graphs) })
  const { app, runs } = page
  app.preferences.instant.value = wish
  await app.engine.start()
  if (isLoaded) page.loads[0]?.done()
  await settled()
  const type = async (change: FormEdit, ms = 250) => {
    app.form.edit(change)
    await vi.advanceTimersByTimeAsync(ms)
  }
  const finish = async () => {
    runs.at(-1)?.done()
    await settled()
  }
  const { instant } = app
  return { ...page, instant, type, finish, shown: () => instant.preview.value?.request.prompt.positive ?? null, seeds: () => runs.map(({ job }) => job.request.seed.value) }
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('a pause in typing draws the words in four steps of LCM, without guidance, strip or anything optional', async () => {
  const { app, instant, runs, type, finish } = await open()
  app.form.edit({ negative: 'fog', rescale: 0.5, steps: 20, width: 64, height: 96 })
  app.preferences.precision.value = 'q8'
  app.form.preview.value = 'full'
  await vi.advanceTimersByTimeAsync(1000)
  await type({ prompt: 'a' }, 100)
  await type({ prompt: 'a fish' }, 249)
  expect(runs).toHaveLength(0)
  await vi.advanceTimersByTimeAsync(1)
  expect(runs.map(({ job }) => job)).toEqual([{
    id: expect.any(String),
    request: { ...requestOf('a fish', { steps: 4, guidance: 1, sampler: 'lcm', schedule: 'automatic', width: 64, height: 96 }, 77), model: { id: 'tiny', precision: 'q8' }, network: 'instant' },
    show: { preview: 'none', keepSteps: false },
  }])
  expect([instant.drawing.value, instant.preview.value, app.jobs.busy.value]).toEqual([true, null, false])
  await finish()
  expect([instant.drawing.value, instant.preview.value?.totalMs, app.viewer.pictures.value]).toEqual([false, 1, []])
})

test('typing on stops the preview under way; the last one stays until the next is there', async () => {
  const { instant, runs, type, finish, prompts, shown } = await open()
  await type({ prompt: 'a fish' })
  await finish()
  await type({ prompt: 'a fish in' })
  await type({ prompt: 'a fish in the sea' })
  expect(prompts()).toEqual(['a fish', 'a fish in', 'a fish in the sea'])
  expect(runs.map(({ signal }) => signal?.aborted)).toEqual([false, true, false])
  expect([shown(), instant.failed.value]).toEqual(['a fish', false])
  await finish()
  expect(shown()).toBe('a fish in the sea')
})

test('words change the picture and chance does not: one seed until a picture was made of it', async () => {
  const { instant, seeds, type, finish } = await open()
  expect(instant.takeSeed()).toBeNull()
  for (const prompt of ['a', 'a b']) {
    await type({ prompt })
    await finish()
  }
  expect(seeds()).toEqual([77, 77])
  expect([instant.takeSeed(), instant.takeSeed()]).toEqual([77, null])
  await type({ prompt: 'a b c' })
  expect(seeds().at(-1)).toBe(78)
  await finish()
  await type({ seed: 5 })
  expect(seeds().at(-1)).toBe(5)
  await finish()
  expect(instant.takeSeed()).toBeNull()
})

test('what is fetched first is not begun again by every letter, and is no load of the page', async () => {
  const { app, instant, runs, type, finish, prompts } = await open()
  await type({ prompt: 'a' })
  runs[0]?.event(loading())
  expect([instant.loading.value, app.models.loading.value]).toEqual([true, null])
  await type({ prompt: 'a fish' }, 1000)
  expect([prompts(), runs[0]?.signal?.aborted]).toEqual([['a'], false])
  runs[0]?.event({ type: 'encoding', texts: [] })
  await finish()
  expect([instant.loading.value, prompts()]).toEqual([false, ['a', 'a fish']])
})

test('a real run goes first: what waits is forgotten, what is drawn is stopped, and the preview stays until its first step', async () => {
  const { app, runs, type, finish, prompts, shown } = await open()
  await type({ prompt: 'a' })
  await finish()
  await type({ prompt: 'a b' }, 100)
  void app.generate.press()
  await vi.advanceTimersByTimeAsync(1000)
  expect([prompts(), shown()]).toEqual([['a', 'a b'], 'a'])
  await type({ prompt: 'a b c' }, 1000)
  expect(runs).toHaveLength(2)
  runs[1]?.event(loaded())
  runs[1]?.event(step(0))
  expect(shown()).toBeNull()
  // Typed during the run: the finished picture is not covered afterwards.
  await finish()
  await vi.advanceTimersByTimeAsync(1000)
  expect(runs).toHaveLength(2)
  await type({ prompt: 'a b c d' })
  void app.generate.press()
  expect(runs[2]?.signal?.aborted).toBe(true)
})

test('a preview gives way to an order that comes from elsewhere', async () => {
  const { app, instant, runs, type } = await open()
  await type({ prompt: 'a' })
  void app.jobs.submit({ origin: 'compare', preview: 'fast', requests: [requestOf('cell')] })
  await settled()
  expect([runs[0]?.signal?.aborted, instant.drawing.value, instant.failed.value]).toEqual([true, false, false])
})

test('only in the studio is anything drawn', async () => {
  const { app, runs, type } = await open()
  app.place.go('models')
  await type({ prompt: 'a' }, 1000)
  expect(runs).toHaveLength(0)
})

test('while the model loads nothing is asked of it; words typed meanwhile are drawn afterwards', async () => {
  const { loads, runs, type } = await open({ isLoaded: false })
  await type({ prompt: 'a' }, 2000)
  expect(runs).toHaveLength(0)
  loads[0]?.done()
  await settled()
  expect(runs).toHaveLength(1)
})

test('no words, or the words of the picture on show, need no preview', async () => {
  const { app, runs, type, finish, shown } = await open()
  await type({ prompt: 'a' })
  await finish()
  await type({ prompt: '  ' })
  expect([runs.length, shown()]).toEqual([1, null])
  app.viewer.show(pictureOf('p', requestOf('a cat', {}, 3)))
  await type({ prompt: 'a cat' })
  await type({ seed: 3 })
  expect(runs).toHaveLength(1)
  await type({ seed: 4 })
  expect(runs).toHaveLength(2)
})

test('looking at another step takes the preview away', async () => {
  const { app, runs, type, finish, shown } = await open()
  app.form.edit({ prompt: 'a cat' })
  void app.generate.press()
  runs[0]?.event(loaded())
  runs[0]?.event(step(0))
  await finish()
  await type({ prompt: 'a' })
  await finish()
  expect(shown()).toBe('a')
  app.viewer.viewStep(0)
  expect(shown()).toBeNull()
})

test('another picture takes the preview away, and its words ask for none', async () => {
  const { app, runs, type, finish, shown } = await open()
  await type({ prompt: 'a' })
  await finish()
  app.generate.restore(pictureOf('p', requestOf('of a picture', {}, 3)))
  expect(shown()).toBeNull()
  await type({ prompt: 'a' })
  await finish()
  expect(shown()).toBe('a')
  // Also one of the same words.
  app.generate.restore(pictureOf('q', requestOf('a', {}, 3)))
  expect(shown()).toBeNull()
  await vi.advanceTimersByTimeAsync(1000)
  expect(runs).toHaveLength(2)
})

test('words that come from a link take the preview away and ask for none', async () => {
  const { address, runs, type, finish, shown } = await open()
  await type({ prompt: 'a' })
  await finish()
  address.paste('#/studio?prompt=from+a+link')
  expect(shown()).toBeNull()
  await type({ prompt: 'a b' })
  address.paste('#/studio?prompt=from+another')
  await vi.advanceTimersByTimeAsync(1000)
  expect([runs.length, runs[1]?.signal?.aborted, shown()]).toEqual([2, true, null])
})

test('another model takes the preview away', async () => {
  const { app, type, finish, shown } = await open()
  app.models.library.value = [...app.models.library.value, entryOf(manifestOf('big'))]
  await type({ prompt: 'a' })
  await finish()
  await type({ model: 'big' })
  expect(shown()).toBeNull()
})

test('an input method is left to finish its word', async () => {
  const { instant, runs, type, prompts } = await open()
  instant.composing(true)
  await type({ prompt: 'hong' }, 1000)
  expect(runs).toHaveLength(0)
  await type({ prompt: '红' }, 0)
  instant.composing(false)
  await vi.advanceTimersByTimeAsync(250)
  expect(prompts()).toEqual(['红'])
})

test('it is on where the model can, and a person can switch it off', async () => {
  const { app, instant, runs, type } = await open()
  expect([instant.available.value, instant.on.value]).toEqual([true, true])
  await type({ prompt: 'a' })
  instant.setOn(false)
  expect([instant.on.value, app.preferences.instant.value, runs[0]?.signal?.aborted]).toEqual([false, 'off', true])
  await type({ prompt: 'a b' }, 1000)
  expect(runs).toHaveLength(1)
  instant.setOn(true)
  await vi.advanceTimersByTimeAsync(250)
  expect(runs).toHaveLength(2)
  const without = await open({ graphs: {} })
  expect([without.instant.available.value, without.instant.on.value]).toEqual([false, false])
  await without.type({ prompt: 'a' }, 1000)
  expect(without.runs).toHaveLength(0)
})

test('a failure is said quietly and does not repeat itself; a cancel is none', async () => {
  const { app, instant, runs, type } = await open()
  await type({ prompt: 'a' })
  runs[0]?.fail(new EngineError('offline.download', {}))
  await vi.advanceTimersByTimeAsync(2000)
  expect([instant.failed.value, runs.length, app.jobs.run.error.value]).toEqual([true, 1, null])
  await type({ prompt: 'a b' })
  expect(instant.failed.value).toBe(false)
  runs[1]?.fail(cancelled())
  await settled()
  expect(instant.failed.value).toBe(false)
})

test('words typed before anything is known of the models are drawn once theirs is loaded, where it can', async () => {
  for (const [graphs, wish, drawn] of [[{ instantUnet: {} }, '', ['a fish']], [{ instantUnet: {} }, 'off', []], [{}, '', []]] as const) {
    const { app, loads, prompts } = openPage({ engine: knowing(graphs) })
    app.preferences.instant.value = wish
    app.form.edit({ prompt: 'a fish' })
    await vi.advanceTimersByTimeAsync(1000)
    await app.engine.start()
    loads[0]?.done()
    await settled()
    expect(prompts()).toEqual(drawn)
  }
})
