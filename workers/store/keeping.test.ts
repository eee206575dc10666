// What a person does with stored models: check them, drop what is half, make room.
import { expect, test } from 'vitest'
import type { ModelManifest } from '../../src/core/manifest'
import { StorageFailure } from './failures'
import { createFakeLocks } from './fake-server'
import type { StoreProgress } from './progress'
import { modelsToRemove } from './room'
import type { StoredModel } from './room'
import { expectWhole, failure, hashOf, manifestOf, newDatabase, PART, randomBytes, replacePart, setUp, total, unet, vae } from './test-bench'

test('verify reads everything again, names what is wrong and drops it; ensure repairs just that', async () => {
  const { store, parts } = setUp()
  await store.ensure(manifestOf())
  const seen: StoreProgress[] = []
  expect(await store.verify(manifestOf(), { onProgress: (progress) => seen.push(progress) })).toEqual([])
  expect(seen.at(-1)).toMatchObject({ phase: 'verify', bytes: total, totalBytes: total })
  expect((await store.status(manifestOf())).ready).toBe(true)

  await replacePart(parts, 'vae.onnx', 1, new Blob([randomBytes(PART, 5)]))
  expect((await store.status(manifestOf())).ready).toBe(true) // its length is right: only reading tells
  expect(await store.verify(manifestOf())).toEqual(['vae.onnx'])
  expect(await store.status(manifestOf())).toMatchObject({ storedBytes: total - PART, ready: false })
  await expect(store.open(manifestOf(), 'vae.onnx')).rejects.toMatchObject({ code: 'model-broken' })
  expect(await store.ensure(manifestOf())).toEqual({ source: 'mixed', fetchedBytes: PART })
  await expectWhole(store)
})

test('verify has no complaint about what is not here, and can be stopped', async () => {
  const { store } = setUp()
  expect(await store.verify(manifestOf())).toEqual([])
  await store.ensure(manifestOf(['vae.onnx']))
  expect(await store.verify(manifestOf())).toEqual([])
  expect((await failure(store.verify(manifestOf(), { signal: AbortSignal.abort() }))).code).toBe('cancelled')
})

test('discard drops what is half and keeps what is whole', async () => {
  const { store, server } = setUp({ locks: createFakeLocks() })
  await store.ensure(manifestOf(['vae.onnx']))
  server.answer = () => ({ dropAfter: 2 * PART + 5, ...(server.asked.length > 2 && { unreachable: true }) })
  await failure(store.ensure(manifestOf()))
  expect(await store.status(manifestOf())).toMatchObject({ storedBytes: 2 * PART + vae.length })
  await store.discard(manifestOf())
  expect(await store.status(manifestOf())).toMatchObject({ storedBytes: vae.length })
  server.answer = () => ({})
  await store.ensure(manifestOf())
  await expectWhole(store)
})

test('discard leaves alone what another tab is fetching', async () => {
  const database = newDatabase()
  const locks = createFakeLocks()
  const one = setUp({ locks, network: { stallMs: 100 } }, database)
  const two = setUp({ locks }, database)
  one.server.answer = ({ count }) => (count === 0 ? { stallAfter: 2 * PART + 9 } : {})
  const stalled = new AbortController()
  const reached = new Promise((resolve) => stalled.signal.addEventListener('abort', resolve))
  const running = one.store.ensure(manifestOf(), { onProgress: ({ bytes }) => bytes >= 2 * PART && stalled.abort() })
  await reached
  await two.store.discard(manifestOf())
  expect((await running).fetchedBytes).toBe(total)
  await expectWhole(one.store)
})

const model = (id: string, lastUsed: number, files: Record<string, number>): StoredModel => ({ id, lastUsed, files: new Map(Object.entries(files)) })
const old = model('old', 1, { a: 100 })
const older = model('older', 2, { b: 10, shared: 500 })
const newer = model('newer', 3, { c: 300, shared: 500 })

test.each([
  ['nothing when it fits', 0, [], [], true],
  ['the longest unused one', 50, [], ['old'], true],
  ['no more than it takes', 105, [], ['old', 'older'], true],
  ['not one too small to matter', 300, [], ['newer'], true],
  ['a shared file counts when the last of its models goes', 800, [], ['older', 'newer'], true],
  ['a kept file gives no room', 60, ['a'], ['newer'], true],
  ['all that help, when even all is too little', 5000, ['a'], ['older', 'newer'], false],
])('room: %s', (_, missing, kept, removed, enough) => {
  const room = modelsToRemove(missing, [newer, old, older], new Set(kept))
  expect({ removed: room.remove.map(({ id }) => id), enough: room.enough }).toEqual({ removed, enough })
})

test('a full disk: the longest unused model is offered, and its removal makes room', async () => {
  let today = 1
  const [onlyUnet, onlyVae] = [{ ...manifestOf(['unet.onnx']), id: 'a' }, { ...manifestOf(['vae.onnx']), id: 'b' }] as ModelManifest[]
  const limit = 150_000
  const bench = setUp({ today: () => today })
  const used = async (): Promise<number> => (await bench.store.status(manifestOf())).storedBytes
  const quota = { estimate: async () => ({ quota: limit, usage: await used() }), persisted: async () => true }
  const { store } = setUp({ parts: bench.parts, quota, today: () => today })
  await store.ensure(onlyUnet!)
  today = 2
  await store.ensure(onlyVae!)
  const needed = 90_000
  expect(await store.roomFor(needed, [onlyVae!, onlyUnet!])).toEqual({
    freeBytes: limit - total, enough: true, remove: [{ id: 'a', bytes: unet.length, lastUsed: 1 }],
  })
  today = 3
  await store.ensure(onlyUnet!)
  expect((await store.roomFor(needed, [onlyVae!, onlyUnet!])).remove.map(({ id }) => id)).toEqual(['a']) // b alone would not do
  expect((await store.roomFor(20_000, [onlyVae!, onlyUnet!])).remove.map(({ id }) => id)).toEqual(['b'])
  expect((await store.roomFor(20_000, [onlyVae!, onlyUnet!], [onlyVae!])).remove.map(({ id }) => id)).toEqual(['a'])
  expect((await store.roomFor(1000, [onlyVae!])).remove).toEqual([])
  await store.remove(onlyVae!)
  expect(await store.roomFor(20_000, [onlyVae!, onlyUnet!])).toEqual({ freeBytes: limit - unet.length, enough: true, remove: [] })
})

test('an estimate that promised room which was not there is not believed again', async () => {
  const bench = setUp()
  const models = [{ ...manifestOf(['vae.onnx']), id: 'b' }] as ModelManifest[]
  await bench.store.ensure(models[0]!)
  const quota = { estimate: async () => ({ quota: 1e12, usage: 0 }), persisted: async () => true }
  const { store } = setUp({ parts: { ...bench.parts, putPart: () => Promise.reject(new StorageFailure(new DOMException('', 'QuotaExceededError'))) }, quota })
  expect((await store.roomFor(30_000, models)).remove).toEqual([])
  expect((await failure(store.ensure(manifestOf()))).code).toBe('disk-full')
  expect(await store.roomFor(30_000, models)).toMatchObject({ freeBytes: 0, remove: [{ id: 'b' }] })
  await store.remove(models[0]!)
  expect(await bench.parts.record(hashOf['vae.onnx'])).toBeNull()
  expect((await store.roomFor(30_000, models)).remove).toEqual([])
})
