// What only the whole page can show: who hears of what.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { EngineError } from '../core/errors/engine-error'
import { crashed, entryOf, fakeEngine, loaded, loading, manifestOf, openPage, openReadyPage, requestOf, settled, step } from './test-page'

const bigEngine = () => fakeEngine({ library: async () => [entryOf(manifestOf('tiny'), { totalBytes: 41 * 1024 * 1024 })] })
const twoModels = () => fakeEngine({ library: async () => [entryOf(manifestOf('tiny')), entryOf(manifestOf('bound', { acceptLicence: true, licence: 'Bound' }))] })

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('a small model loads at the start, a big one waits for a yes', async () => {
  const small = openPage()
  await small.app.engine.start()
  expect(small.calls).toEqual(['load tiny'])
  expect(small.app.form.values.value).toMatchObject({ model: 'tiny', sampler: 'euler', steps: 3, width: 128 })
  const big = openPage({ engine: bigEngine() })
  await big.app.engine.start()
  expect(big.calls).toEqual([])
})

test('the model that the address names is the one that is loaded', async () => {
  const { app, calls } = openPage({ engine: twoModels(), hash: '#/studio?prompt=a&model=bound' })
  await app.engine.start()
  expect([calls, app.form.values.value.model]).toEqual([['load bound'], 'bound'])
})

test('words typed while the engine starts stay, a second start changes nothing of the form', async () => {
  const { app } = openPage()
  app.form.edit({ prompt: 'a cat', negative: 'fog' })
  await app.engine.start()
  expect(app.form.values.value).toMatchObject({ prompt: 'a cat', negative: 'fog', steps: 3 })
  app.form.edit({ steps: 9 })
  await app.engine.start()
  expect(app.form.values.value.steps).toBe(9)
})

test('a picture is made with its model, joins the pictures and names itself in the address', async () => {
  const { app, runs, address } = await openReadyPage()
  app.form.edit({ prompt: 'a cat' })
  const made = app.generate.press()
  expect([app.viewer.onCanvas.value === runs[0]?.job.id, app.viewer.shown.value]).toEqual([true, null])
  runs[0]?.event(loaded())
  runs[0]?.event(step(0))
  runs[0]?.done()
  const picture = (await made)[0]?.picture
  expect(app.viewer.shown.value).toBe(picture)
  expect([picture?.steps.length, app.viewer.scrubbable.value]).toEqual([1, true])
  expect(address.hash()).toContain('prompt=a+cat')
  expect(address.hash()).toContain('seed=77')
})

test('a picture that is finished after the form was edited, or in another room, leaves the address alone', async () => {
  const { app, runs, address } = await openReadyPage()
  app.form.edit({ prompt: 'a cat' })
  void app.generate.press()
  app.form.edit({ prompt: 'a dog' })
  runs[0]?.done()
  await vi.advanceTimersByTimeAsync(1000)
  expect(address.hash()).toContain('prompt=a+dog')
  expect(address.hash()).not.toContain('seed=')
  await app.compare.open()
  void app.generate.press()
  app.place.go('compare')
  runs[1]?.done()
  await settled()
  expect([address.hash().startsWith('#/compare?'), app.viewer.pictures.value.length]).toEqual([true, 2])
  expect(address.hash()).not.toContain('seed=')
})

test('a failed load of a job is told on the model and on the run as one, is not tried again unasked, and can be', async () => {
  const { app, runs, loads, calls } = openPage({ engine: bigEngine() })
  await app.engine.start()
  void app.generate.press()
  await settled()
  runs[0]?.event(loading())
  expect(app.models.loading.value).toBe('tiny')
  const failure = new EngineError('wrong-hash.changed', { path: 'x' })
  runs[0]?.fail(failure)
  await settled()
  expect([app.models.error.value, app.jobs.run.error.value, app.models.loading.value, calls.length]).toEqual([failure, failure, null, 1])
  app.downloads.load('tiny')
  expect([app.models.error.value, app.jobs.run.error.value]).toEqual([null, null])
  loads[0]?.done()
  await settled()
  expect(app.models.loaded.value?.modelId).toBe('tiny')
})

test('a picture that is stopped while its model loads leaves no load behind', async () => {
  const { app, runs } = openPage({ engine: bigEngine() })
  await app.engine.start()
  void app.generate.press()
  await settled()
  runs[0]?.event(loading())
  app.jobs.stop()
  await settled()
  expect([app.models.loading.value, app.models.progress.value, app.models.error.value, app.jobs.run.phase.value]).toEqual([null, null, null, 'cancelled'])
})

test('a failure at work is shown, and the model is asked for again', async () => {
  const { app, runs, calls } = await openReadyPage()
  void app.generate.press()
  runs[0]?.event(loaded())
  runs[0]?.fail(new EngineError('device-lost.reset', {}))
  await settled()
  expect([app.jobs.run.phase.value, app.jobs.run.error.value?.code, app.models.error.value]).toEqual(['failed', 'device-lost', null])
  expect(calls.filter((call) => call === 'load tiny')).toHaveLength(2)
})

test('stop while the load that began by itself goes on ends the picture and not the load', async () => {
  const { app, loads } = openPage()
  await app.engine.start()
  const made = app.generate.press()
  app.jobs.stop()
  expect((await made)[0]?.picture).toBeNull()
  expect([app.jobs.run.phase.value, loads[0]?.signal?.aborted]).toEqual(['cancelled', false])
  loads[0]?.done()
  await settled()
  expect(app.models.loaded.value?.modelId).toBe('tiny')
})

test('a picture of another model ends a load that nobody waits for any more', async () => {
  const { app, loads, runs } = openPage({ engine: twoModels() })
  app.preferences.licences.value = 'bound Bound'
  await app.engine.start()
  app.form.edit({ model: 'bound' })
  void app.generate.press()
  expect([loads[0]?.signal?.aborted, runs[0]?.job.request.model.id]).toEqual([true, 'bound'])
})

test('another wish for how the model is loaded ends no picture under way', async () => {
  const { app, runs } = await openReadyPage()
  const made = app.generate.press()
  void app.models.choosePrecision('tiny', 'fp32')
  void app.models.chooseMemory({ parts: 'turns' })
  await settled()
  expect(runs[0]?.signal?.aborted).toBe(false)
  runs[0]?.done()
  expect((await made)[0]?.picture).not.toBeNull()
})

test('a model whose licence nobody agreed to is asked about in the room of models, and nothing is made', async () => {
  const { app, runs } = await openReadyPage({ engine: twoModels() })
  app.form.edit({ model: 'bound', prompt: 'a' })
  const made = await app.generate.press()
  expect([made[0]?.error?.key, runs.length, app.place.room.value, app.downloads.asking.value, app.models.error.value]).toEqual(['bad-request.licence', 0, 'models', 'bound', null])
})

test('a replaced worker means fresh canvases, no steps, and the model loaded again', async () => {
  const { app, runs, calls } = await openReadyPage()
  const made = app.generate.press()
  runs[0]?.event(loaded())
  runs[0]?.done()
  await made
  app.engineRestarted()
  expect([app.engine.life.value, app.viewer.onCanvas.value, app.viewer.scrubbable.value, app.viewer.shown.value?.id]).toEqual([1, null, false, runs[0]?.job.id])
  expect(calls.filter((call) => call === 'load tiny')).toHaveLength(2)
})

test('a picture whose engine died unheard develops on the canvases of the fresh one', async () => {
  const { app, runs, calls } = await openReadyPage()
  const made = app.generate.press()
  app.engineRestarted()
  runs[0]?.fail(crashed())
  await settled()
  expect([app.viewer.onCanvas.value, runs.length]).toEqual([runs[1]?.job.id, 2])
  expect(calls).toEqual(['load tiny', '', 'load tiny', ''])
  runs[1]?.done()
  expect((await made)[0]?.picture).not.toBeNull()
})

test('when memory runs out in a run, the model is known to be loaded by the lighter plan', async () => {
  const { app, runs } = await openReadyPage()
  const plan = { parts: 'turns', text: 'gpu', guidance: 'single', decoder: 'whole' } as const
  void app.generate.press()
  runs[0]?.event(loaded())
  runs[0]?.event(step(0))
  runs[0]?.event({ type: 'memory', plan })
  expect([app.jobs.run.lighter.value, app.models.loaded.value?.memory, app.models.loaded.value?.retried]).toEqual([plan, plan, true])
})

test('what another page left waits here, and what waits here is kept', async () => {
  const { app, saved, runs } = await openReadyPage({ left: [{ id: 'left', preview: 'fast', requests: [requestOf('a')] }] })
  expect([app.jobs.held.value, runs.length, saved.at(-1)?.map(({ id }) => id)]).toEqual(['restored', 0, ['left']])
  app.jobs.resume()
  runs[0]?.done()
  await settled()
  expect([app.viewer.pictures.value.length, saved.at(-1)]).toEqual([1, []])
})

test('an answer about storage is shown', async () => {
  const { app } = await openReadyPage()
  expect(await app.keepStorage()).toBe(false)
  expect(app.models.storage.value?.persisted).toBe(false)
})
