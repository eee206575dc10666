import { effect, signal } from '@preact/signals'
import { expect, test } from 'vitest'
import { EngineError } from '../core/errors/engine-error'
import type { JobEvent } from '../protocol/events'
import type { LoadChoice } from '../protocol/loaded-model'
import type { MemoryWish } from './load-choice'
import { createModels } from './models'
import { entryOf, fakeEngine, loaded, loading, manifestOf, outOfMemory, progressOf, requestOf, settled, step } from './test-page'

const wrongHash = () => new EngineError('wrong-hash.changed', { path: 'x' })

/** tiny, small and other are loaded unasked, big waits for a yes. */
async function open() {
  const engine = fakeEngine({
    library: async (choice) => ['tiny', 'small', 'other', 'big'].map((id) => entryOf(manifestOf(id), { precision: choice?.precision ?? 'q8', totalBytes: id === 'big' ? 41 * 1024 * 1024 : 1000 })),
    remove: async (id) => { engine.calls.push(`remove ${id}`) },
  })
  const wishes = { precision: signal(''), memory: signal<MemoryWish>({}) }
  const models = createModels(engine.client, wishes)
  await models.refresh()
  const load = (id: string) => models.load(id).catch(() => undefined)
  /** Is there, by a load of its own. */
  const have = async (id: string) => {
    void load(id)
    await settled()
    engine.loads.at(-1)?.done()
    await settled()
  }
  return { ...engine, models, wishes, load, have }
}
const ofModel = (id: string, own: LoadChoice = {}) => ({ ...requestOf('a'), model: { id, ...own } })

test('a load is shown while it lasts, joined by who wants the same, and not repeated', async () => {
  const { models, calls, loads, load } = await open()
  void load('tiny')
  void load('tiny')
  loads[0]?.progress(progressOf(3))
  expect([models.loading.value, models.progress.value?.bytes, calls]).toEqual(['tiny', 3, ['load tiny']])
  loads[0]?.done()
  await settled()
  expect([models.loading.value, models.progress.value, models.loaded.value?.modelId]).toEqual([null, null, 'tiny'])
  await load('tiny')
  expect(calls).toEqual(['load tiny'])
})

test('the last of several models that were asked for is the one that is loaded', async () => {
  const { models, loads, load } = await open()
  void load('tiny')
  void load('small')
  void load('other')
  await settled()
  await settled()
  loads.at(-1)?.done()
  await settled()
  expect([models.loaded.value?.modelId, loads.at(-1)?.id, loads.slice(0, -1).every(({ signal: stopped }) => stopped?.aborted)]).toEqual(['other', 'other', true])
  expect(models.error.value).toBeNull()
})

test('a stop ends the load it began, and only the wait for one it joined', async () => {
  const { models, loads } = await open()
  const [own, joined] = [new AbortController(), new AbortController()]
  const first = models.load('tiny', own.signal)
  const second = models.load('tiny', joined.signal)
  joined.abort()
  await expect(second).rejects.toMatchObject({ code: 'cancelled' })
  expect(loads[0]?.signal?.aborted).toBe(false)
  own.abort()
  await expect(first).rejects.toMatchObject({ code: 'cancelled' })
  expect([models.loading.value, models.error.value]).toEqual([null, null])
  void models.load('tiny').catch(() => undefined)
  models.stopLoading()
  await settled()
  expect([models.loading.value, loads[1]?.signal?.aborted]).toEqual([null, true])
})

test('a failed load is told and can be tried again', async () => {
  const { models, loads, load } = await open()
  void load('tiny')
  loads[0]?.fail(wrongHash())
  await settled()
  expect([models.error.value?.code, models.loading.value]).toEqual(['wrong-hash', null])
  void load('tiny')
  expect(models.error.value).toBeNull()
  loads[1]?.done()
  await settled()
  expect(models.loaded.value?.modelId).toBe('tiny')
})

test('another precision is loaded at once while it is small, and only offered when it is big', async () => {
  const { models, calls, loads, have } = await open()
  await have('tiny')
  void models.choosePrecision('tiny', 'fp32')
  await settled()
  expect([calls, models.loaded.value]).toEqual([['load tiny', 'load tiny as fp32'], null])
  loads[1]?.done()
  await settled()
  expect(models.loaded.value?.precision).toBe('fp32')
  // The same again costs nothing.
  await models.choosePrecision('tiny', 'fp32')
  expect(calls).toHaveLength(2)

  const big = await open()
  await big.have('big')
  await big.models.choosePrecision('big', 'fp16')
  expect(big.calls).toEqual(['load big', 'unload'])
  expect([big.models.loaded.value, big.models.library.value[0]?.precision]).toEqual([null, 'fp16'])
})

test('a precision or a way in memory chosen while the model loads takes the place of what was wished before', async () => {
  const { models, loads, load } = await open()
  void load('tiny')
  void models.choosePrecision('tiny', 'fp32')
  await settled()
  void models.chooseMemory({ parts: 'turns' })
  await settled()
  expect(loads.map(({ choice, signal: stopped }) => [choice, stopped?.aborted])).toEqual([[{}, true], [{ precision: 'fp32' }, true], [{ precision: 'fp32', memory: { parts: 'turns' } }, false]])
  loads[2]?.done()
  await settled()
  expect([models.loaded.value?.precision, models.error.value]).toEqual(['fp32', null])
})

test('another way in memory loads the loaded model anew, and only that', async () => {
  const { models, calls, loads, have, load } = await open()
  await have('tiny')
  void models.chooseMemory({ parts: 'turns' })
  await settled()
  expect(calls).toEqual(['load tiny', 'load tiny in turns'])
  loads[1]?.done()
  await settled()
  await models.chooseMemory({ parts: 'turns' })
  await load('tiny')
  expect(calls).toHaveLength(2)

  const waiting = await open()
  await waiting.models.chooseMemory({ parts: 'turns' })
  expect(waiting.calls).toEqual([])
  void waiting.load('big')
  expect(waiting.calls).toEqual(['load big in turns'])
})

test('a job tells how the model it brings is coming, and that it is there', async () => {
  const { models, calls, load, have } = await open()
  await have('small')
  models.heard({ type: 'started' }, ofModel('tiny'))
  expect(models.loaded.value?.modelId).toBe('small')
  models.heard(loading(4), ofModel('tiny'))
  // It takes the place of the other one.
  expect([models.loading.value, models.progress.value?.bytes, models.loaded.value]).toEqual(['tiny', 4, null])
  models.heard(loaded('tiny'), ofModel('tiny', { memory: { parts: 'turns' } }))
  expect([models.loading.value, models.progress.value, models.loaded.value?.modelId]).toEqual([null, null, 'tiny'])
  // With the wishes that the job had: what is wished for now may be another.
  await settled()
  void load('tiny')
  expect(calls.at(-1)).toBe('load tiny')
})

test('a graph that only this job needs is loaded beside the model', async () => {
  const { models, have } = await open()
  await have('tiny')
  const job = ofModel('tiny')
  models.heard(loaded('tiny'), job)
  models.heard(loading(4), job)
  expect([models.loading.value, models.loaded.value?.modelId]).toEqual(['tiny', 'tiny'])
  models.heard({ type: 'encoding', texts: [] }, job)
  expect([models.loading.value, models.progress.value]).toEqual([null, null])
})

test('when memory ran out, the model is known to lie there by the lighter plan', async () => {
  const { models, have } = await open()
  const plan = { parts: 'turns', text: 'gpu', guidance: 'single', decoder: 'whole' } as const
  models.heard({ type: 'memory', plan }, ofModel('tiny'))
  expect(models.loaded.value).toBeNull()
  await have('tiny')
  models.heard({ type: 'memory', plan }, ofModel('tiny'))
  expect(models.loaded.value).toMatchObject({ modelId: 'tiny', memory: plan, retried: true })
})

test('a job that ends while it loads leaves no load behind; a model that did not come is told, and not tried again unasked', async () => {
  const { models, have, calls } = await open()
  await have('tiny')
  const job = ofModel('tiny')
  models.heard(loaded('tiny'), job)
  models.heard(loading(), job)
  models.ended(null)
  expect([models.loading.value, models.progress.value, models.error.value, models.loaded.value?.modelId]).toEqual([null, null, null, 'tiny'])
  models.heard(loading(), ofModel('tiny', { precision: 'fp32' }))
  models.ended(outOfMemory())
  expect([models.loading.value, models.error.value?.code, models.loaded.value]).toEqual([null, 'out-of-memory', null])
  models.forget()
  expect(calls).toEqual(['load tiny'])
})

test.each<[string, JobEvent[]]>([
  ['in another way', []],
  ['by a lighter plan', [loaded('tiny'), { type: 'memory', plan: { parts: 'turns', text: 'gpu', guidance: 'single', decoder: 'whole' } }]],
  ['in a sounder way', [loaded('tiny'), { type: 'sounder', precision: 'fp32', backend: 'wasm' }]],
])('a job that is stopped while it loads the same model again, %s, leaves none open', async (_, before) => {
  const { models, have, calls } = await open()
  await have('tiny')
  const job = ofModel('tiny')
  for (const event of before) models.heard(event, job)
  models.heard(loading(), job)
  expect([models.loading.value, models.loaded.value]).toEqual(['tiny', null])
  models.ended(null)
  expect([models.loading.value, models.loaded.value]).toEqual([null, null])
  // Another job loads it, and what only that one needs stands beside it.
  const next = ofModel('tiny')
  for (const event of [loading(), loaded('tiny'), loading()]) models.heard(event, next)
  models.ended(null)
  expect([models.loaded.value?.modelId, calls]).toEqual(['tiny', ['load tiny']])
})

test('the end of a job takes nothing from a load of its own', async () => {
  const { models, loads, load } = await open()
  void load('tiny')
  loads[0]?.progress(progressOf(2))
  models.ended(null)
  models.heard(step(0), ofModel('tiny'))
  expect([models.loading.value, models.progress.value?.bytes]).toEqual(['tiny', 2])
})

test('a job that begins ends a load of another model, not of its own', async () => {
  const { models, loads, load } = await open()
  void load('tiny')
  models.makeWay('tiny')
  expect(loads[0]?.signal?.aborted).toBe(false)
  models.makeWay('small')
  await settled()
  expect([loads[0]?.signal?.aborted, models.loading.value, models.error.value]).toEqual([true, null, null])
})

test('an engine that lost its model gets it again; one that was loading does not', async () => {
  const { models, calls, have } = await open()
  models.forget()
  expect(calls).toEqual([])
  await have('tiny')
  models.forget()
  expect([calls, models.loaded.value]).toEqual([['load tiny', 'load tiny'], null])
  await settled()

  const dying = await open()
  void dying.load('tiny')
  dying.models.forget()
  dying.loads[0]?.fail(outOfMemory())
  await settled()
  expect([dying.calls, dying.models.error.value?.code]).toEqual([['load tiny'], 'out-of-memory'])
  // What a job was loading went with the engine.
  dying.models.heard(loading(), ofModel('small'))
  dying.models.forget()
  expect(dying.models.loading.value).toBeNull()
})

test('a removed model is unloaded first; one whose parts changed is loaded anew if it was loaded', async () => {
  const { models, calls, have, loads } = await open()
  await have('tiny')
  void models.reopen('small')
  void models.reopen('tiny')
  await settled()
  expect(calls).toEqual(['load tiny', 'unload', 'load tiny'])
  loads[1]?.done()
  await settled()
  await models.remove('small')
  await models.remove('tiny')
  expect([calls.slice(3), models.loaded.value]).toEqual([['remove small', 'unload', 'remove tiny'], null])
})

test('what is open counts as stored at once, not only when the library has been asked again', async () => {
  const { models, have, wishes } = await open()
  const stored = () => models.library.peek().filter(({ ready }) => ready).map(({ manifest, storedBytes }) => `${manifest.id} ${storedBytes}`)
  /** At the moment when Ready is said. */
  const seen: string[] = []
  effect(() => { if (models.loaded.value) seen.push(stored().join()) })
  await have('tiny')
  models.heard(loaded('small'), ofModel('small'))
  expect(seen).toEqual(['tiny 1000', expect.stringContaining('small 1000')])
  // Another precision than the library speaks of says nothing of that one.
  wishes.precision.value = 'fp32'
  await models.refresh()
  models.heard(loaded('other'), ofModel('other'))
  expect(stored()).toEqual([])
})
