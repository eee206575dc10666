// The store against a fake server and fake-indexeddb: nothing wrong is ever called ready, nothing right is fetched twice.
import { IDBDatabase } from 'fake-indexeddb'
import { expect, test, vi } from 'vitest'
import { said } from '../../src/core/errors/test-said'
import { StorageFailure } from './failures'
import { createFakeLocks, createFakeServer } from './fake-server'
import { openModelStore } from './model-store'
import { openPartStore } from './parts'
import type { PartStore } from './parts'
import type { StoreProgress } from './progress'
import { base, expectWhole, failure, hashOf, manifestOf, newDatabase, PART, randomBytes, replacePart, setUp, total, unet, vae } from './test-bench'
import { digestHex } from './verify'

test('downloads every file once, then finds it stored', async () => {
  const { store, server } = setUp()
  expect(await store.status(manifestOf())).toEqual({ totalBytes: total, storedBytes: 0, ready: false, hashes: 'published', lastUsed: null })
  expect(await store.ensure(manifestOf())).toEqual({ source: 'network', fetchedBytes: total })
  await expectWhole(store)
  expect(server.asked.map(({ range }) => range)).toEqual([null, null])
  expect(await store.ensure(manifestOf())).toEqual({ source: 'cache', fetchedBytes: 0 })
  expect(server.asked).toHaveLength(2)
})

test('progress: bytes never fall, the total is constant, the phases are told apart', async () => {
  const { store, server } = setUp()
  server.answer = ({ count }) => (count === 0 ? { dropAfter: 3 * PART + 77 } : {})
  const seen: StoreProgress[] = []
  await store.ensure(manifestOf(), { onProgress: (progress) => seen.push(progress) })
  expect(seen.length).toBeGreaterThan(4)
  for (const [at, now] of seen.entries()) {
    const before = seen[at - 1]
    expect(now.totalBytes).toBe(total)
    expect(now.bytes).toBeGreaterThanOrEqual(before?.bytes ?? 0)
    expect(now.fetchedBytes).toBeGreaterThanOrEqual(before?.fetchedBytes ?? 0)
    expect(now.secondsLeft ?? 0).toBeGreaterThanOrEqual(0)
  }
  expect(seen.at(-1)).toMatchObject({ bytes: total, fetchedBytes: total })
  expect(new Set(seen.map(({ item }) => item))).toEqual(new Set(['unet.onnx', 'vae.onnx']))

  const again: StoreProgress[] = []
  await store.ensure(manifestOf(), { onProgress: (progress) => again.push(progress) })
  expect(new Set(again.map(({ phase }) => phase))).toEqual(new Set(['verify']))
  expect(again.at(-1)).toMatchObject({ bytes: total, fetchedBytes: 0 })
})

test.each([1, PART - 1, PART, PART + 1, 3 * PART + 17, unet.length - 1])('a connection that drops after %i bytes goes on at the very next byte', async (dropAfter) => {
  const { store, server } = setUp()
  server.answer = ({ count }) => (count === 0 ? { dropAfter } : {})
  expect(await store.ensure(manifestOf(['unet.onnx']))).toEqual({ source: 'network', fetchedBytes: unet.length })
  expect(server.asked.map(({ range }) => range)).toEqual([null, `bytes=${dropAfter}-`])
})

test('a connection that breaks behind the last byte has brought the file', async () => {
  const { store, server } = setUp()
  server.answer = () => ({ dropAfter: unet.length })
  await store.ensure(manifestOf(['unet.onnx']))
  expect(server.asked).toHaveLength(1)
})

test('after a reload the download goes on at the last whole part', async () => {
  const database = newDatabase()
  const first = setUp({}, database)
  first.server.answer = ({ count }) => (count === 0 ? { dropAfter: 3 * PART + 500 } : { unreachable: true })
  expect((await failure(first.store.ensure(manifestOf(['unet.onnx'])))).code).toBe('download-failed')
  expect(await first.store.status(manifestOf(['unet.onnx']))).toMatchObject({ storedBytes: 3 * PART, ready: false })

  const second = setUp({}, database)
  expect(await second.store.ensure(manifestOf(['unet.onnx']))).toEqual({ source: 'mixed', fetchedBytes: unet.length - 3 * PART })
  expect(second.server.asked.map(({ range }) => range)).toEqual([`bytes=${3 * PART}-`])
  await second.store.ensure(manifestOf())
  await expectWhole(second.store)
})

test.each([
  ['corrupt', async (parts: PartStore) => replacePart(parts, 'unet.onnx', 2, new Blob([randomBytes(PART, 99)]))],
  ['truncated', async (parts: PartStore) => replacePart(parts, 'unet.onnx', 2, new Blob([unet.slice(2 * PART, 3 * PART - 1)]))],
  ['missing', async (parts: PartStore) => parts.dropPart(hashOf['unet.onnx'], 2)],
])('a %s part is found, and it alone is fetched again', async (_, damage) => {
  const database = newDatabase()
  const { store, parts } = setUp({}, database)
  await store.ensure(manifestOf())
  await damage(parts)
  const reloaded = setUp({}, database)
  await expect(reloaded.store.open(manifestOf(), 'unet.onnx')).rejects.toMatchObject({ code: 'model-broken' })
  expect((await reloaded.store.status(manifestOf())).ready).toBe(false)
  expect(await reloaded.store.ensure(manifestOf())).toEqual({ source: 'mixed', fetchedBytes: PART })
  expect(reloaded.server.asked.map(({ range }) => range)).toEqual([`bytes=${2 * PART}-${3 * PART - 1}`])
  await expectWhole(reloaded.store)
})

test('a refetched part that is not the one verified before is not taken', async () => {
  const { store, parts, server } = setUp()
  await store.ensure(manifestOf())
  await parts.dropPart(hashOf['unet.onnx'], 2)
  server.answer = ({ range }) => ({ flip: range === null ? 2 * PART + 5 : 5 })
  expect((await failure(store.ensure(manifestOf()))).code).toBe('wrong-hash')
  expect((await store.status(manifestOf())).ready).toBe(false)
  server.answer = () => ({})
  await store.ensure(manifestOf())
  await expectWhole(store)
})

test.each([404, 410])('HTTP %i is not-found, at once and with the address', async (status) => {
  const { store, server } = setUp()
  server.answer = () => ({ status })
  const error = await failure(store.ensure(manifestOf()))
  expect(error).toMatchObject({ code: 'not-found', detail: `HTTP ${status} · ${base}unet.onnx` })
  expect(said(error).remedy).not.toBe('')
  expect(server.asked).toHaveLength(1)
})

test('an index page in place of a file is not-found', async () => {
  const { store, server } = setUp()
  server.answer = () => ({ headers: { 'content-type': 'text/html; charset=utf-8' } })
  expect((await failure(store.ensure(manifestOf()))).code).toBe('not-found')
  expect(await store.status(manifestOf())).toMatchObject({ storedBytes: 0 })
})

test('401 fails at once; 503 is asked again, waits as told, and gives up after a few tries', async () => {
  const sleep = vi.fn(async (_ms: number) => {})
  const { store, server } = setUp({ network: { sleep } })
  server.answer = () => ({ status: 401 })
  expect((await failure(store.ensure(manifestOf()))).code).toBe('download-failed')
  expect(server.asked).toHaveLength(1)
  server.answer = () => ({ status: 503, headers: { 'retry-after': '7' } })
  expect(await failure(store.ensure(manifestOf()))).toMatchObject({ code: 'download-failed', detail: expect.stringContaining('HTTP 503') })
  expect(server.asked).toHaveLength(6)
  expect(sleep.mock.calls.map(([ms]) => ms)).toEqual([7000, 7000, 7000, 7000])
  server.answer = ({ count }) => (count < 8 ? { status: 500 } : {})
  await store.ensure(manifestOf())
  await expectWhole(store)
})

test('a line that drops again and again still finishes, as long as it brings something', async () => {
  const big = randomBytes(3_000_000, 5)
  const file = { path: 'big', bytes: big.length, sha256: await digestHex(big) }
  const { deps } = setUp()
  const server = createFakeServer({ [`${base}big`]: big })
  server.answer = () => ({ dropAfter: 300_000, chunkBytes: 50_000 })
  const store = openModelStore({ ...deps, network: { ...deps.network, fetch: server.fetch } })
  const result = await store.ensure({ ...manifestOf(), files: [file] })
  expect(result.fetchedBytes).toBe(big.length)
  expect(server.asked).toHaveLength(10)
})

test('offline is told apart from a server that does not answer', async () => {
  let online = false
  const { store, server } = setUp({ network: { online: () => online } })
  server.answer = () => ({ unreachable: true })
  expect((await failure(store.ensure(manifestOf()))).code).toBe('offline')
  expect(server.asked).toHaveLength(1)
  online = true
  expect((await failure(store.ensure(manifestOf()))).code).toBe('download-failed')
  expect(server.asked).toHaveLength(7) // and whether it answers others
})

test('a wrong file is fetched twice from the first byte and then refused, leaving nothing', async () => {
  const { store, server } = setUp()
  server.answer = () => ({ flip: 4 * PART })
  const error = await failure(store.ensure(manifestOf(['unet.onnx'])))
  expect(error).toMatchObject({ code: 'wrong-hash', detail: expect.stringContaining(hashOf['unet.onnx']) })
  expect(server.asked.map(({ range }) => range)).toEqual([null, null])
  expect(await store.status(manifestOf())).toMatchObject({ storedBytes: 0, ready: false })
})

test('one wrong download is repaired by the second', async () => {
  const { store, server } = setUp()
  server.answer = ({ count }) => (count === 0 ? { flip: 9 } : {})
  expect(await store.ensure(manifestOf())).toEqual({ source: 'network', fetchedBytes: total + unet.length })
  await expectWhole(store)
})

test('a server without ranges: what is here already is skipped, not stored twice', async () => {
  const { store, server, parts } = setUp()
  server.answer = ({ count }) => ({ ignoreRange: true, ...(count === 0 && { dropAfter: 2 * PART + 1 }) })
  const put = vi.spyOn(parts, 'putPart')
  await store.ensure(manifestOf(['unet.onnx']))
  expect(put.mock.calls.map(([, , index]) => index)).toEqual([0, 1, 2, 3, 4, 5])
  await store.ensure(manifestOf())
  await expectWhole(store)

  await parts.dropPart(hashOf['unet.onnx'], 1)
  await parts.dropPart(hashOf['unet.onnx'], 3)
  put.mockClear()
  const asked = server.asked.length
  await store.ensure(manifestOf())
  expect(put.mock.calls.map(([, , index]) => index)).toEqual([1, 3])
  expect(server.asked.length - asked).toBe(1) // the answer that ignores the range brings both
  await expectWhole(store)
})

test.each(['declared', 'hidden'] as const)('a compressed body (%s) is read whole; its lengths and ranges are not believed', async (gzip) => {
  const { store, server } = setUp()
  server.answer = ({ count }) => ({ gzip, ...(count === 0 && { dropAfter: 2 * PART + 1 }) })
  await store.ensure(manifestOf())
  await expectWhole(store)
})

test.each([
  ['that starts elsewhere and says so', { shift: { by: 3, honest: true } }],
  ['that starts elsewhere and lies', { shift: { by: 3, honest: false } }],
  ['whose Content-Range is hidden', { hideRange: true }],
])('a range %s', async (_, answer) => {
  const { store, server } = setUp()
  server.answer = ({ count, range }) => (count === 0 ? { dropAfter: PART + 1 } : range ? answer : {})
  await store.ensure(manifestOf())
  await expectWhole(store)
})

test('a range that says it starts elsewhere is not read: the whole file is asked for at once', async () => {
  const { store, server } = setUp()
  server.answer = ({ count, range }) => (count === 0 ? { dropAfter: PART + 1 } : range ? { shift: { by: 3, honest: true } } : {})
  const { fetchedBytes } = await store.ensure(manifestOf(['unet.onnx']))
  expect(server.asked.map(({ range }) => range)).toEqual([null, `bytes=${PART + 1}-`, null])
  expect(fetchedBytes).toBe(PART + 1 + unet.length)
})

test('after ranges gave a wrong file, the second round asks for none', async () => {
  const { store, server } = setUp()
  server.answer = ({ range, count }) => (range ? { flip: 3 } : count === 0 ? { dropAfter: PART + 1 } : {})
  await store.ensure(manifestOf(['unet.onnx']))
  expect(server.asked.map(({ range }) => range)).toEqual([null, `bytes=${PART + 1}-`, null])
})

test('a record that was damaged itself is doubted, not the server', async () => {
  const { store, parts } = setUp()
  await store.ensure(manifestOf(['unet.onnx']))
  const record = await parts.record(hashOf['unet.onnx'])
  await parts.putRecord(hashOf['unet.onnx'], { ...record!, hashes: record!.hashes.with(2, 'f'.repeat(64)) })
  expect(await store.ensure(manifestOf(['unet.onnx']))).toMatchObject({ source: 'mixed' })
  await store.ensure(manifestOf())
  await expectWhole(store)
})

test.each([
  ['too short', { endAfter: unet.length - 10 }],
  ['too long', { extra: 3 }],
  ['too long by a part', { extra: PART }],
])('a file that is %s for good is download-failed and never ready', async (_, answer) => {
  const { store, server } = setUp()
  server.answer = ({ range }) => (range ? { ...answer, ignoreRange: true } : answer)
  expect((await failure(store.ensure(manifestOf(['unet.onnx'])))).code).toBe('download-failed')
  expect((await store.status(manifestOf(['unet.onnx']))).ready).toBe(false)
})

test('a stalled connection counts as dropped', async () => {
  const { store, server } = setUp()
  server.answer = ({ count }) => (count === 0 ? { stallAfter: PART + 9 } : {})
  await store.ensure(manifestOf())
  expect(server.asked[1]?.range).toBe(`bytes=${PART + 9}-`)
  await expectWhole(store)
})

test('too little room is told before the first byte is fetched, in megabytes', async () => {
  const quota = { estimate: async () => ({ quota: 100_000, usage: 60_000 }), persisted: async () => true }
  const { store, server } = setUp({ quota })
  const error = await failure(store.ensure(manifestOf()))
  expect(error.code).toBe('disk-full')
  expect(said(error).message).toBe('The model needs 1 MB more space, only 1 MB are free.')
  expect(error.detail).toBe(`needed ${total} bytes, free 40000`)
  expect(server.asked).toHaveLength(0)
  expect(await store.report()).toEqual({ usedBytes: 60_000, quotaBytes: 100_000, persisted: true, inMemory: false, unreadable: [] })
})

test('room that a removed model leaves is waited for', async () => {
  let usage = 90_000
  const quota = { estimate: async () => ({ quota: 200_000, usage }), persisted: async () => false }
  const { store, server } = setUp({ quota, network: { sleep: async () => void (usage -= 30_000) } })
  expect((await failure(store.ensure(manifestOf()))).code).toBe('disk-full')
  usage = 90_000
  await store.remove(manifestOf(['vae.onnx']))
  await store.ensure(manifestOf())
  expect(usage).toBe(30_000)
  expect(server.asked).toHaveLength(2)
})

test('a connection that the browser closed is opened again', async () => {
  const { store } = setUp()
  await store.ensure(manifestOf())
  const closed = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(() => {
    throw new DOMException('The database connection is closing.', 'InvalidStateError')
  })
  await expectWhole(store)
  expect(closed).toHaveBeenCalled()
  closed.mockRestore()
})

test.each([
  ['plain', new DOMException('x', 'QuotaExceededError')],
  ['wrapped', new Error('transaction aborted', { cause: new DOMException('x', 'QuotaExceededError') })],
])('a disk that fills up on the way keeps what was stored (%s error)', async (_, cause) => {
  const database = newDatabase()
  const parts = openPartStore(database)
  let room = 2
  const full: PartStore = { ...parts, putPart: async (...part) => (room-- > 0 ? parts.putPart(...part) : Promise.reject(new StorageFailure(cause))) }
  // Chromium's estimate promises 10 GiB whatever the disk has: it must not be repeated to the person.
  const { store } = setUp({ parts: full, quota: { estimate: async () => ({ quota: 10 * 2 ** 30, usage: 0 }), persisted: async () => false } })
  const error = await failure(store.ensure(manifestOf()))
  expect(error.code).toBe('disk-full')
  expect(said(error).message).toBe('The model needs 1 MB more space, but the browser allows no more.')
  expect(await store.status(manifestOf())).toMatchObject({ storedBytes: 2 * PART, ready: false })
  room = Infinity
  await store.ensure(manifestOf())
  await expectWhole(store)
})

test('stopping keeps the finished parts', async () => {
  const { store, server } = setUp({ network: { stallMs: 5000 } })
  server.answer = () => ({ stallAfter: 3 * PART + 10 })
  const stop = new AbortController()
  const running = store.ensure(manifestOf(), { signal: stop.signal, onProgress: ({ bytes }) => bytes >= 3 * PART && stop.abort() })
  expect((await failure(running)).code).toBe('cancelled')
  expect(server.asked).toHaveLength(1)
  expect(await store.status(manifestOf())).toMatchObject({ storedBytes: 3 * PART })
  expect((await failure(store.ensure(manifestOf(), { signal: AbortSignal.abort() }))).code).toBe('cancelled')
  server.answer = () => ({})
  expect(await store.ensure(manifestOf())).toEqual({ source: 'mixed', fetchedBytes: total - 3 * PART })
  await expectWhole(store)
})

test('two tabs download each file once', async () => {
  const database = newDatabase()
  const locks = createFakeLocks()
  const one = setUp({ locks }, database)
  const two = setUp({ locks }, database)
  const results = await Promise.all([one.store.ensure(manifestOf()), two.store.ensure(manifestOf())])
  expect(results.map(({ fetchedBytes }) => fetchedBytes).reduce((a, b) => a + b)).toBe(total)
  expect(one.server.asked.length + two.server.asked.length).toBe(2)
  await expectWhole(one.store)
})

test('a tab that waits can be stopped, and goes on when the other one fails', async () => {
  const database = newDatabase()
  const locks = createFakeLocks()
  const one = setUp({ locks }, database)
  const two = setUp({ locks }, database)
  const three = setUp({ locks }, database)
  one.server.answer = () => ({ stallAfter: 2 * PART })
  const [stopOne, stopTwo] = [new AbortController(), new AbortController()]
  const first = failure(one.store.ensure(manifestOf(), { signal: stopOne.signal }))
  while (locks.held.length === 0) await new Promise((resolve) => setTimeout(resolve, 1))
  const second = failure(two.store.ensure(manifestOf(), { signal: stopTwo.signal }))
  const third = three.store.ensure(manifestOf())
  stopTwo.abort()
  expect((await second).code).toBe('cancelled')
  stopOne.abort()
  expect((await first).code).toBe('cancelled')
  await third
  await expectWhole(three.store)
})

test('a shared file is fetched once and stays while another model uses it', async () => {
  const { store, server } = setUp()
  const [all, onlyVae] = [manifestOf(), manifestOf(['vae.onnx'])]
  await store.ensure(onlyVae)
  expect(await store.ensure(all)).toEqual({ source: 'mixed', fetchedBytes: unet.length })
  await store.remove(all, [onlyVae])
  expect((await store.status(onlyVae)).ready).toBe(true)
  expect(await store.status(all)).toMatchObject({ storedBytes: vae.length, ready: false })
  await store.remove(onlyVae)
  expect(await store.status(onlyVae)).toMatchObject({ storedBytes: 0, ready: false })
  expect(server.asked).toHaveLength(2)
})

test('prune drops the files of older manifests, and nothing when it is told of no manifest', async () => {
  let hour = 0
  const { store } = setUp({ today: () => hour * 3_600_000 })
  await store.ensure(manifestOf())
  await store.prune([])
  await store.prune([manifestOf(['unet.onnx'])])
  expect((await store.status(manifestOf())).ready).toBe(true) // just fetched: perhaps of a model that is being added
  hour = 2
  expect((await store.status(manifestOf())).ready).toBe(true)
  await store.prune([manifestOf(['unet.onnx'])])
  expect((await store.status(manifestOf(['unet.onnx']))).ready).toBe(true)
  expect((await store.status(manifestOf(['vae.onnx']))).storedBytes).toBe(0)
})
