// Several connections to one file: they share it where the server answers ranges, and fall back to one where it does not.
import { expect, test, vi } from 'vitest'
import { StorageFailure } from './failures'
import { openPartStore } from './parts'
import type { PartStore } from './parts'
import type { StoreProgress } from './progress'
import { expectRight, expectWhole, failure, hashOf, manifestOf, newDatabase, PART, setUp, unet, vae } from './test-bench'

const onlyUnet = manifestOf(['unet.onnx'])
const rangesOf = (count: number) => Array.from({ length: count }, (_, part) => `bytes=${part * PART}-${Math.min(unet.length, (part + 1) * PART) - 1}`)
/** The last part's range is open: it ends where the file ends. */
const everyPart = rangesOf(6).with(5, `bytes=${5 * PART}-`)

test('three connections share a file, each part is asked for once and none is read back for the hash', async () => {
  const { store, server, parts } = setUp({ parallel: 3 })
  const readBack = vi.spyOn(parts, 'part')
  expect(await store.ensure(onlyUnet)).toEqual({ source: 'network', fetchedBytes: unet.length })
  expect(server.asked.map(({ range }) => range)).toEqual(everyPart)
  expect(server.mostOpen).toBe(3)
  expect(readBack).not.toHaveBeenCalled()
  await expectRight(store, 'unet.onnx')
})

test('a file of one part takes one request, without a range', async () => {
  const { store, server } = setUp({ parallel: 4, partBytes: unet.length })
  await store.ensure(manifestOf())
  expect(server.asked.map(({ range }) => range)).toEqual([null, null])
})

test('the number of connections can be chosen for each call', async () => {
  const { store, server } = setUp({ parallel: 4 })
  await store.ensure(onlyUnet, { parallel: 2 })
  expect(server.mostOpen).toBe(2)
})

test('parts that come late are waited for in memory or read back, and the hash is right', async () => {
  const { store, server, parts } = setUp({ parallel: 3, network: { stallMs: 200 } })
  // The second part stalls while the other connections fetch all the rest: more than may wait in memory.
  server.answer = ({ range, count }) => (range === everyPart[1] && count < 3 ? { stallAfter: 100 } : {})
  const readBack = vi.spyOn(parts, 'part')
  await store.ensure(onlyUnet)
  expect(readBack.mock.calls.map(([, index]) => index)).toEqual([5])
  await expectRight(store, 'unet.onnx')
})

test('a server that ignores ranges is read once, over one connection', async () => {
  const { store, server } = setUp({ parallel: 4 })
  server.answer = () => ({ ignoreRange: true })
  expect(await store.ensure(manifestOf())).toEqual({ source: 'network', fetchedBytes: unet.length + vae.length })
  expect(server.asked.map(({ range }) => range)).toEqual([everyPart[0], 'bytes=0-19999'])
  expect(server.mostOpen).toBe(1)
  await expectWhole(store)
})

test('one stray answer without a range does not end the sharing', async () => {
  const { store, server } = setUp({ parallel: 3 })
  server.answer = ({ count }) => ({ ignoreRange: count === 3 })
  expect((await store.ensure(onlyUnet)).fetchedBytes).toBe(unet.length)
  await expectRight(store, 'unet.onnx')
})

test('ranges that turn out to be lies are given up, and what came is kept where the hash will judge', async () => {
  const { store, server } = setUp({ parallel: 3 })
  server.answer = ({ count, range }) => (count >= 1 && range ? { shift: { by: 5, honest: true } } : {})
  await store.ensure(onlyUnet)
  expect(server.asked.filter(({ range }) => range === null)).toHaveLength(1)
  await expectRight(store, 'unet.onnx')
})

test.each(['declared', 'hidden'] as const)('a server that compresses (%s) is read whole', async (gzip) => {
  const { store, server } = setUp({ parallel: 4 })
  server.answer = () => ({ gzip })
  await store.ensure(manifestOf())
  await expectWhole(store)
})

test('a range of a compressed body that cannot be unpacked, time and again: the whole file is asked for', async () => {
  const { store, server } = setUp({ parallel: 4 })
  server.answer = ({ range }) => (range ? { dropAfter: 0 } : {})
  await store.ensure(onlyUnet)
  expect(server.asked.map(({ range }) => range)).toEqual([everyPart[0], everyPart[0], null])
})

test('a connection that drops goes on at its next byte, the others meanwhile', async () => {
  const { store, server } = setUp({ parallel: 3 })
  server.answer = ({ count }) => (count === 1 ? { dropAfter: 7000 } : {})
  expect((await store.ensure(onlyUnet)).fetchedBytes).toBe(unet.length)
  expect(server.asked.map(({ range }) => range)).toContain(`bytes=${PART + 7000}-${2 * PART - 1}`)
  await expectRight(store, 'unet.onnx')
})

test('a server that serves one connection at a time is not asked to death', async () => {
  const { store, server } = setUp({ parallel: 4 })
  server.answer = () => (server.open > 0 ? { status: 503, headers: { 'retry-after': '1' } } : {})
  await store.ensure(manifestOf())
  await expectWhole(store)
})

test('while a connection waits as it was told to, the others fetch its part, and nobody waits for it in the end', async () => {
  const sleep = vi.fn((_: number, signal: AbortSignal) => new Promise<void>((wake) => signal.addEventListener('abort', () => wake())))
  const { store, server } = setUp({ parallel: 3, network: { sleep } })
  server.answer = ({ count }) => (count === 1 ? { status: 503, headers: { 'retry-after': '20' } } : {})
  await store.ensure(onlyUnet)
  expect(sleep.mock.calls.map(([ms]) => ms)).toEqual([20_000])
  expect(server.asked.filter(({ range }) => range === everyPart[1])).toHaveLength(2)
  await expectRight(store, 'unet.onnx')
})

test('what one connection cannot get another may: only when the last one gives up is it over', async () => {
  const { store, server } = setUp({ parallel: 3 })
  server.answer = ({ count }) => (count === 1 || count === 2 ? { status: 404 } : {})
  await store.ensure(onlyUnet)
  await expectRight(store, 'unet.onnx')

  const gone = setUp({ parallel: 3 })
  gone.server.answer = ({ count }) => (count > 2 ? { status: 404 } : {})
  expect((await failure(gone.store.ensure(onlyUnet))).code).toBe('not-found')
  expect(await gone.store.status(onlyUnet)).toMatchObject({ storedBytes: 3 * PART, ready: false })
})

test('stopping closes every connection, keeps the finished parts and goes on with the others', async () => {
  const { store, server } = setUp({ parallel: 3, network: { stallMs: 5000 } })
  server.answer = ({ count }) => (count > 2 ? { stallAfter: 10 } : {})
  const stop = new AbortController()
  const running = store.ensure(onlyUnet, { signal: stop.signal, onProgress: ({ bytes }) => bytes > 3 * PART && stop.abort() })
  expect((await failure(running)).code).toBe('cancelled')
  expect(server.open).toBe(0)
  expect(await store.status(onlyUnet)).toMatchObject({ storedBytes: 3 * PART })
  server.answer = () => ({})
  expect(await store.ensure(onlyUnet)).toEqual({ source: 'mixed', fetchedBytes: unet.length - 3 * PART })
  expect(server.asked.slice(-3).map(({ range }) => range)).toEqual(everyPart.slice(3))
})

test('a disk that fills up stops every connection; what was stored stays', async () => {
  const database = newDatabase()
  const parts = openPartStore(database)
  let room = 2
  const full: PartStore = { ...parts, putPart: async (...part) => (room-- > 0 ? parts.putPart(...part) : Promise.reject(new StorageFailure(new DOMException('', 'QuotaExceededError')))) }
  const { store, server } = setUp({ parts: full, parallel: 3 })
  expect((await failure(store.ensure(onlyUnet))).code).toBe('disk-full')
  expect(server.open).toBe(0)
  expect(await store.status(onlyUnet)).toMatchObject({ storedBytes: 2 * PART, ready: false })
  room = Infinity
  await store.ensure(onlyUnet)
  await expectRight(store, 'unet.onnx')
})

test('progress of several connections: bytes never fall, the file at hand is told', async () => {
  const { store, server } = setUp({ parallel: 3 })
  server.answer = ({ count }) => (count % 3 === 1 ? { dropAfter: 9000 } : {})
  const seen: StoreProgress[] = []
  await store.ensure(manifestOf(), { onProgress: (progress) => seen.push(progress) })
  expect(seen.map(({ bytes }) => bytes)).toEqual(seen.map(({ bytes }) => bytes).toSorted((a, b) => a - b))
  expect(seen.at(-1)).toMatchObject({ bytes: unet.length + vae.length, file: { number: 2, count: 2, bytes: vae.length, totalBytes: vae.length } })
  // Parts that are half here count too: progress moves between whole parts.
  expect(seen.some(({ bytes }) => bytes > 0 && bytes < PART)).toBe(true)
})

test('a hole between stored parts is filled, whatever order the connections left them in', async () => {
  const { store, parts, server } = setUp({ parallel: 3 })
  await store.ensure(onlyUnet)
  const record = await parts.record(hashOf['unet.onnx'])
  await parts.putRecord(hashOf['unet.onnx'], { ...record!, complete: false })
  for (const index of [0, 2, 3]) await parts.dropPart(hashOf['unet.onnx'], index)
  server.asked.length = 0
  await store.ensure(onlyUnet)
  expect(server.asked.map(({ range }) => range)).toEqual([0, 2, 3].map((index) => everyPart[index]))
  await expectRight(store, 'unet.onnx')
})
