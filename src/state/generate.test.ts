import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { entryOf, fakeEngine, loaded, manifestOf, openPage, openReadyPage, pictureOf, requestOf, settled } from './test-page'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('a press makes what the form says now, whatever becomes of the form, with a seed that was drawn', async () => {
  const { app, runs } = await openReadyPage()
  app.form.edit({ prompt: 'a cat', steps: 900 })
  app.form.preview.value = 'full'
  const made = app.generate.press()
  // Also the form now says what is made.
  expect(app.form.values.value.steps).toBe(150)
  app.form.edit({ prompt: 'a dog', steps: 2 })
  void app.generate.press()
  runs[0]?.done()
  await settled()
  expect(runs.map(({ job }) => [job.request.prompt.positive, job.request.sampling.steps, job.request.seed.value, job.show.preview])).toEqual([['a cat', 150, 77, 'full'], ['a dog', 2, 78, 'full']])
  expect((await made)[0]?.picture?.request.seed.value).toBe(77)
  expect(app.form.values.value.seed).toBeNull()
})

test('pressed before anything is known, what is typed until then still counts', async () => {
  const { app, runs } = openPage()
  app.form.edit({ prompt: 'a c' })
  const made = app.generate.press()
  expect([app.jobs.busy.value, app.jobs.run.phase.value]).toEqual([true, 'preparing'])
  app.form.edit({ prompt: 'a cat' })
  await app.engine.start()
  await settled()
  expect(runs.map(({ job }) => [job.request.prompt.positive, job.request.sampling.steps])).toEqual([['a cat', 3]])
  runs[0]?.done()
  expect((await made)[0]?.picture).not.toBeNull()
})

test('pressed where the engine cannot start, it says so and can be pressed again', async () => {
  let fails = true
  const { app, runs } = openPage({ engine: fakeEngine({ library: async () => { if (fails) throw new Error('no list'); return [entryOf(manifestOf('tiny'))] } }) })
  expect(await app.generate.press()).toEqual([])
  expect([app.jobs.run.phase.value, app.jobs.run.error.value?.code]).toEqual(['failed', 'internal'])
  fails = false
  void app.generate.press()
  await settled()
  expect(runs).toHaveLength(1)
})

test('several pictures are one order, by A1111’s rule: seed + k, or variation seed + k', async () => {
  const { app } = await openReadyPage()
  const seeds = () => app.jobs.orders.value.at(-1)?.requests.map(({ seed }) => [seed.value, seed.variation?.seed])
  app.form.count.value = 3
  app.form.edit({ prompt: 'a cat', seed: 7 })
  void app.generate.press()
  expect([seeds(), app.jobs.orders.value.length, app.jobs.waiting.value]).toEqual([[[7, undefined], [8, undefined], [9, undefined]], 1, 2])
  app.form.edit({ variationSeed: 4, variationStrength: 0.2 })
  void app.generate.press()
  expect(seeds()).toEqual([[7, 4], [7, 5], [7, 6]])
})

test('the noise of the preview on show is the picture’s, unless the form has a seed', async () => {
  const engine = fakeEngine({ library: async () => [entryOf(manifestOf('tiny', { precisions: [{ id: 'q8', graphs: { instantUnet: {} } }] }))] })
  const { app, runs } = await openReadyPage({ engine })
  const preview = async (prompt: string) => {
    app.form.edit({ prompt })
    await vi.advanceTimersByTimeAsync(250)
    runs.at(-1)?.done()
    await settled()
  }
  await preview('a cat')
  void app.generate.press()
  expect(runs.map(({ job }) => [job.request.network, job.request.seed.value])).toEqual([['instant', 77], [undefined, 77]])
  // The next picture has other noise.
  void app.generate.press()
  expect(app.jobs.orders.value[1]?.requests[0]?.seed.value).toBe(78)
  app.jobs.clear()
  runs[1]?.done()
  await settled()
  await preview('a dog')
  app.form.edit({ seed: 5 })
  void app.generate.press()
  expect(runs.at(-1)?.job.request.seed.value).toBe(5)
})

test('a press shows the picture that develops, wherever the visitor looked', async () => {
  const { app, runs } = await openReadyPage()
  app.form.edit({ prompt: 'a' })
  void app.generate.press()
  runs[0]?.event(loaded())
  runs[0]?.done()
  await settled()
  void app.generate.press()
  app.viewer.show(app.viewer.pictures.value[0]!)
  expect(app.viewer.elsewhere.value).toBe(true)
  void app.generate.press()
  expect([app.viewer.elsewhere.value, app.viewer.shown.value]).toEqual([false, null])
})

test('restoring a picture shows it in the studio and brings back what made it, with its seed', async () => {
  const { app, runs } = await openReadyPage()
  app.form.edit({ prompt: 'a cat', rescale: 0.5 })
  void app.generate.press()
  runs[0]?.done()
  await settled()
  const [picture] = app.viewer.pictures.value
  app.form.edit({ prompt: 'a dog', steps: 9, rescale: undefined })
  app.place.go('models')
  app.generate.restore(picture!)
  expect(app.form.values.value).toMatchObject({ prompt: 'a cat', steps: 3, seed: 77, rescale: 0.5 })
  expect([app.place.room.value, app.viewer.shown.value === picture]).toEqual(['studio', true])
})

test('a picture is of the form while the form would make it, but for a seed left to chance', async () => {
  const { app } = await openReadyPage()
  const { form, generate } = app
  const made = pictureOf('p', requestOf('a cat', { negative: 'blue' }, 9))
  form.edit({ prompt: 'a cat', negative: 'blue' })
  expect(generate.isOfForm(made)).toBe(true)
  for (const change of [{ prompt: 'a dog' }, { steps: 9 }, { seed: 8 }, { rescale: 0.5 }, { width: 64 }]) {
    const before = form.values.value
    form.edit(change)
    expect([change, generate.isOfForm(made)]).toEqual([change, false])
    form.values.value = before
  }
  form.edit({ seed: 9 })
  expect(generate.isOfForm(made)).toBe(true)
  // What changes nothing is no change: Euler has no eta.
  form.edit({ eta: 0.5 })
  expect(generate.isOfForm(made)).toBe(true)
  // How the model is loaded changes nothing either.
  app.preferences.memory.value = { parts: 'turns' }
  expect(generate.isOfForm(made)).toBe(true)
})
