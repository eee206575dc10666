// Browsers that let less be stored than others, or nothing: private windows, and windows whose site data is blocked.
import { IDBObjectStore } from 'fake-indexeddb'
import { afterEach, expect, test, vi } from 'vitest'
import { openLibraryRecords } from './library-records'
import { expectWhole, failure, manifestOf, newDatabase, setUp, total } from './test-bench'

const insecure = () => new DOMException('The operation is insecure.', 'SecurityError')
const { indexedDB } = globalThis
const put = IDBObjectStore.prototype.put

afterEach(() => {
  vi.restoreAllMocks()
  globalThis.indexedDB = indexedDB
})

/** A put that ends its transaction without saying why, as WebKit's do. */
const refusing = (refused: (value: unknown) => boolean) =>
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value, key) {
    const request = put.call(this, refused(value) ? 'refused' : value, key)
    if (refused(value)) this.transaction.abort()
    return request
  })

test('where Blobs are refused, bytes are stored', async () => {
  const database = newDatabase()
  refusing((value) => value instanceof Blob)
  await setUp({}, database).store.ensure(manifestOf())
  const { store, server } = setUp({}, database)
  await expectWhole(store)
  expect(await store.ensure(manifestOf())).toEqual({ source: 'cache', fetchedBytes: 0 })
  expect(server.asked).toEqual([])
  expect((await store.report()).inMemory).toBe(false)
})

const nothing: [string, () => void][] = [
  ['IndexedDB that throws', () => void vi.spyOn(indexedDB, 'open').mockImplementation(() => { throw insecure() })],
  ['no IndexedDB', () => { Reflect.deleteProperty(globalThis, 'indexedDB') }],
  ['IndexedDB that takes nothing', () => void refusing(() => true)],
]

test.each(nothing)('%s: a small model is kept in memory and gone with the page', async (_, block) => {
  block()
  const database = newDatabase()
  const { store } = setUp({}, database)
  expect(await store.status(manifestOf())).toMatchObject({ storedBytes: 0, ready: false })
  expect(await store.ensure(manifestOf())).toEqual({ source: 'network', fetchedBytes: total })
  await expectWhole(store)
  expect(await store.ensure(manifestOf())).toEqual({ source: 'cache', fetchedBytes: 0 })
  expect(await store.report()).toEqual({ usedBytes: null, quotaBytes: null, persisted: false, inMemory: true, unreadable: [] })
  expect(await setUp({}, database).store.status(manifestOf())).toMatchObject({ storedBytes: 0 })
})

test.each(nothing)('%s: a large model is storage-blocked before a byte of it is fetched', async (_, block) => {
  block()
  const { store, server } = setUp()
  const large = { ...manifestOf(), files: manifestOf().files.map((file) => ({ ...file, bytes: 60_000_000 })) }
  expect(await failure(store.ensure(large))).toMatchObject({ code: 'storage-blocked', detail: expect.stringContaining('120000000 bytes') })
  expect(server.asked).toEqual([])
})

test.each(nothing)('%s: the library remembers until the page is closed, and says so', async (_, block) => {
  block()
  const records = openLibraryRecords(newDatabase())
  expect(await records.read()).toMatchObject({ models: [], hub: null })
  await records.put('hub', '', 'https://mirror.test')
  expect(await records.read()).toMatchObject({ hub: 'https://mirror.test' })
  expect(await records.inMemory()).toBe(true)
})

test('locks that are refused are done without', async () => {
  const locks = { request: () => Promise.reject(insecure()) } as unknown as LockManager
  const { store } = setUp({ locks })
  await store.ensure(manifestOf())
  await expectWhole(store)
  await store.discard(manifestOf())
})

test('what fails inside a lock is not tried again without it', async () => {
  const request = (async (_name: string, ...rest: unknown[]) => (rest.at(-1) as (lock: object) => unknown)({})) as LockManager['request']
  const { store, server } = setUp({ locks: { request } })
  server.answer = () => ({ status: 404 })
  expect((await failure(store.ensure(manifestOf()))).code).toBe('not-found')
  expect(server.asked).toHaveLength(1)
})
