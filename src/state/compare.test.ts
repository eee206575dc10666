import { effect } from '@preact/signals'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { EngineError } from '../core/errors/engine-error'
import type { CompareSpec } from './compare-plan'
import { entryOf, fakeEngine, loaded, loading, manifestOf, openPage, openReadyPage, outOfMemory, settled, step } from './test-page'

const twoByTwo: CompareSpec = { x: { kind: 'sampler', text: 'euler,ddim' }, y: { kind: 'steps', text: '2, 4' }, z: null }

/** Compare's room on a page whose model is loaded; a step takes 100 ms. */
async function open(spec: CompareSpec = twoByTwo, seed: number | null = null) {
  const page = await openReadyPage()
  const { app } = page
  app.form.edit({ prompt: 'a red fish', seed })
  const compare = await app.compare.open()
  app.place.go('compare')
  compare.spec.value = spec
  const finish = async () => {
    const run = page.runs.at(-1)!
    const { steps } = run.job.request.sampling
    page.pass(100 * steps)
    run.event(loaded())
    run.done(100 * steps)
    await settled()
  }
  return { ...page, compare, finish }
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('cells run one after the other, row by row, all with the one seed drawn for them', async () => {
  const { app, compare, runs, finish } = await open()
  const ended = compare.start()
  await settled()
  for (let i = 0; i < 4; i++) {
    expect([runs.length, compare.current.value, compare.finished.value]).toEqual([i + 1, i, i])
    await finish()
  }
  await ended
  expect(runs.map(({ job: { request } }) => [request.sampling.sampler, request.sampling.steps, request.seed.value])).toEqual([['euler', 2, 77], ['ddim', 2, 77], ['euler', 4, 77], ['ddim', 4, 77]])
  expect(compare.cells.value.map(({ x, y, picture }) => [x, y, picture?.request.sampling.steps])).toEqual([[0, 0, 2], [1, 0, 2], [0, 1, 4], [1, 1, 4]])
  expect(new Set(compare.cells.value.map(({ picture }) => picture?.id)).size).toBe(4)
  expect([compare.busy.value, compare.current.value, compare.elapsedMs.value]).toEqual([false, null, 1200])
  expect(compare.board.value?.infotext).toContain('Seed: 77')
  // They are the comparison's alone.
  expect([app.viewer.pictures.value, app.viewer.onCanvas.value]).toEqual([[], null])
  expect(app.form.values.value.seed).toBeNull()
})

test('a seed on an axis replaces the shared one', async () => {
  const { compare, runs, finish } = await open({ x: { kind: 'seed', text: '5, 6' }, y: null, z: null }, 9)
  void compare.start()
  await settled()
  await finish()
  expect(runs.map(({ job }) => job.request.seed.value)).toEqual([5, 6])
  expect(compare.board.value?.base.seed).toBe(9)
})

test('an error stays in its cell and the rest goes on; only what has no picture is run again', async () => {
  const { compare, runs, finish } = await open()
  const ended = compare.start()
  await settled()
  runs[0]?.event(loaded())
  runs[0]?.fail(outOfMemory())
  await settled()
  for (let i = 1; i < 4; i++) await finish()
  await ended
  expect(compare.cells.value.map(({ picture, error }) => error?.code ?? picture?.request.sampling.steps)).toEqual(['out-of-memory', 2, 4, 4])
  expect([compare.error.value, compare.finished.value]).toEqual([null, 4])

  const again = compare.resume()
  await settled()
  expect([runs.length, compare.cells.value[0]?.error]).toEqual([5, null])
  await finish()
  await again
  expect(compare.finished.value).toBe(4)
  await compare.resume()
  expect(runs).toHaveLength(5)
})

test('stop keeps what is finished, starts nothing more, and can be resumed', async () => {
  const { app, compare, runs, finish } = await open()
  const ended = compare.start()
  await settled()
  await finish()
  app.jobs.stop()
  await ended
  expect([runs.length, compare.finished.value, compare.busy.value, compare.current.value, app.jobs.held.value]).toEqual([2, 1, false, null, null])
  expect(compare.cells.value.every(({ error }) => error === null)).toBe(true)

  const rest = compare.resume()
  await settled()
  for (let i = 2; i < 5; i++) await finish()
  await rest
  expect(runs[2]?.job.request).toEqual(runs[1]?.job.request)
  expect(compare.finished.value).toBe(4)
})

test('a comparison asked for before the engine is ready can be stopped, and then never runs', async () => {
  let come!: () => void
  const coming = new Promise<void>((resolve) => { come = resolve })
  const { app, runs, loads } = openPage({ engine: fakeEngine({ library: async () => { await coming; return [entryOf(manifestOf('tiny'))] } }) })
  const compare = await app.compare.open()
  compare.spec.value = { x: { kind: 'steps', text: '2' }, y: null, z: null }
  const starting = app.engine.start()
  const ended = compare.start()
  await settled()
  expect([compare.busy.value, app.jobs.busy.value]).toEqual([true, true])
  app.jobs.stop()
  await ended
  expect([compare.busy.value, app.jobs.busy.value, compare.error.value, app.jobs.run.error.value]).toEqual([false, false, null, null])
  come()
  await starting
  loads[0]?.done()
  await settled()
  expect([runs.length, compare.board.value]).toEqual([0, null])
  void compare.start()
  await settled()
  expect([runs.length, compare.board.value?.x.kind]).toEqual([1, 'steps'])
})

test('a comparison waits for its turn, and taken out of the queue it is over', async () => {
  const { app, compare, runs } = await open()
  void app.generate.press()
  await settled()
  const ended = compare.start()
  await settled()
  expect([compare.busy.value, compare.current.value, runs.length, app.jobs.waiting.value]).toEqual([true, null, 1, 4])
  app.jobs.cancel(app.jobs.orders.value[1]!.id)
  await ended
  expect([compare.busy.value, compare.finished.value]).toEqual([false, 0])
})

test('a second start while one runs does nothing', async () => {
  const { compare, runs } = await open()
  void compare.start()
  await settled()
  await compare.start()
  await compare.resume()
  expect(runs).toHaveLength(1)
})

test('the time left counts steps at the pace of cells alike', async () => {
  const { app, compare, runs, finish } = await open({ x: { kind: 'steps', text: '2, 4, 8' }, y: null, z: null })
  const stop = effect(() => { void compare.remainingMs.value })
  void compare.start()
  await settled()
  expect(compare.remainingMs.value).toBeNull()
  runs[0]?.event(loaded())
  // 1 of 2 steps done, 100 ms to go: 50 ms a step over the 12 that wait.
  runs[0]?.event(step(0, 100))
  expect(compare.remainingMs.value).toBe(100 + 12 * 50)
  await finish()
  expect(compare.remainingMs.value).toBe(12 * 100)
  app.jobs.stop()
  await settled()
  expect(compare.remainingMs.value).toBeNull()
  stop()
})

test('a failure before the first cell is shown as one, not in every cell', async () => {
  const { app } = openPage({ engine: fakeEngine({ library: async () => { throw new EngineError('offline.download', {}) } }) })
  const compare = await app.compare.open()
  await app.engine.start()
  compare.spec.value = { x: { kind: 'steps', text: '2' }, y: null, z: null }
  await compare.start()
  expect([compare.error.value?.code, compare.cells.value, compare.busy.value]).toEqual(['offline', [], false])
  compare.dismissError()
  expect(compare.error.value).toBeNull()
})

test('a model that cannot be had is one failure; its cells wait for another try', async () => {
  const { app, compare, runs, finish } = await open()
  const ended = compare.start()
  await settled()
  const failure = new EngineError('download-failed.file', { path: 'x', host: 'h' })
  runs[0]?.event(loading())
  runs[0]?.fail(failure)
  await ended
  expect([compare.error.value, app.models.error.value, app.models.loading.value]).toEqual([failure, failure, null])
  expect([runs.length, compare.cells.value.length, compare.finished.value, app.jobs.held.value]).toEqual([1, 4, 0, null])
  void compare.resume()
  await settled()
  expect(compare.error.value).toBeNull()
  await finish()
  expect(compare.finished.value).toBe(1)
})

test('stop while the model loads is no failure', async () => {
  const { app, compare, runs } = await open()
  const ended = compare.start()
  await settled()
  runs[0]?.event(loading())
  app.jobs.stop()
  await ended
  expect([compare.error.value, compare.busy.value, runs.length, app.models.loading.value]).toEqual([null, false, 1, null])
})

test('choosing what an axis varies brings values that work, and the ones typed before come back', async () => {
  const { compare } = await open({ x: { kind: 'steps', text: '7' }, y: null, z: null })
  compare.setKind('x', 'prompt')
  expect(compare.spec.value.x.text).toBe('a red fish\na cat\na dog')
  expect(compare.outline.value.plan?.cells).toHaveLength(3)
  compare.setKind('y', 'sampler')
  expect(compare.spec.value.y).toEqual({ kind: 'sampler', text: 'dpmpp_2m,euler,ddim' })
  compare.setKind('x', 'steps')
  expect(compare.spec.value.x.text).toBe('7')
  compare.setText('x', '8, 9')
  compare.setText('z', 'nothing there')
  compare.setKind('y', null)
  compare.setKind('x', null)
  expect(compare.spec.value).toEqual({ x: { kind: 'steps', text: '8, 9' }, y: null, z: null })
})

test('its address names the comparison with its seed once it was started, and follows the form again after it', async () => {
  const { app, compare, address, runs } = await open()
  const said = () => new URLSearchParams(address.hash().split('?')[1])
  void compare.start()
  await settled()
  expect([address.hash().startsWith('#/compare?'), said().get('x'), said().get('seed')]).toEqual([true, 'sampler:euler,ddim', '77'])
  app.jobs.stop()
  await settled()
  app.form.edit({ prompt: 'a dog' })
  await vi.advanceTimersByTimeAsync(1000)
  // The board's cells go on as they were; the address is still the form's.
  void compare.resume()
  await settled()
  expect(runs.at(-1)?.prompt).toBe('a red fish')
  expect([said().get('prompt'), said().get('seed')]).toEqual(['a dog', null])
})

test('a comparison that is set up after the visitor left its room does not name itself in another’s address', async () => {
  const { app, compare, address } = await open()
  const ended = compare.start()
  app.place.go('studio')
  await settled()
  app.jobs.stop()
  await ended
  expect(address.hash()).not.toContain('seed=')
})
