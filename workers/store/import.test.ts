// Files from a person's disk: stored like downloaded ones, without any network, and only when they are the right ones.
import { expect, test, vi } from 'vitest'
import { StorageFailure } from './failures'
import { createFakeLocks } from './fake-server'
import type { FileSet } from './identity'
import type { StoreProgress } from './progress'
import { expectWhole, failure, hashOf, manifestOf, PART, setUp, total, unet, unhashedOf, vae } from './test-bench'

const disk: Record<string, Blob> = { 'unet.onnx': new Blob([unet]), 'vae.onnx': new Blob([vae]) }
const onDisk = (changed: Record<string, Blob> = {}) => async (path: string) => ({ ...disk, ...changed })[path]!
const folder: FileSet = { baseUrl: '', files: unhashedOf().files }

test('files from disk make a published model ready', async () => {
  const { store, server } = setUp({ locks: createFakeLocks() })
  expect(await store.importFiles(manifestOf(), onDisk())).toEqual(manifestOf().files)
  await expectWhole(store)
  expect(await store.ensure(manifestOf())).toEqual({ source: 'cache', fetchedBytes: 0 })
  expect(server.asked).toEqual([])
})

test('files without hash and address get their hash for a name', async () => {
  const { store } = setUp()
  expect(await store.status(folder)).toMatchObject({ storedBytes: 0, ready: false, hashes: 'unknown' })
  const files = await store.importFiles(folder, onDisk())
  expect(files).toEqual(manifestOf().files)
  expect(await store.status({ ...folder, files })).toMatchObject({ ready: true })
  await expectWhole(store)
})

test('two folders with the same file share it; removing one leaves it to the other', async () => {
  const { store, parts } = setUp()
  const put = vi.spyOn(parts, 'putPart')
  const one = { ...folder, files: await store.importFiles(folder, onDisk()) }
  const written = put.mock.calls.length
  const other = { ...folder, files: await store.importFiles({ ...folder, files: folder.files.slice(1) }, onDisk()) }
  expect(put.mock.calls.length).toBe(written)
  await store.remove(one, [other])
  expect(await store.status(other)).toMatchObject({ ready: true })
  expect(await store.status(one)).toMatchObject({ ready: false, storedBytes: vae.length })
})

test('files of a hub without published hashes are kept under their address', async () => {
  const { store, server } = setUp()
  const hub = unhashedOf()
  expect(await store.importFiles(hub, onDisk())).toEqual(hub.files)
  expect(await store.status(hub)).toMatchObject({ ready: true, hashes: 'recorded' })
  expect(await store.ensure(hub)).toMatchObject({ source: 'cache' })
  expect(server.asked).toEqual([])
})

test.each([
  ['another content', new Blob([unet.with(9, unet[9]! ^ 1)]), 'sha256 is'],
  ['another length', new Blob([unet.slice(1)]), 'bytes, should be'],
])('a file of %s is refused and what is stored stays', async (_, wrong, detail) => {
  const { store, server } = setUp()
  server.answer = ({ count }) => (count === 0 ? { dropAfter: 2 * PART + 5 } : { unreachable: true })
  await failure(store.ensure(manifestOf(['unet.onnx'])))
  const error = await failure(store.importFiles(manifestOf(), onDisk({ 'unet.onnx': wrong })))
  expect(error).toMatchObject({ key: 'wrong-hash.import', params: { path: 'unet.onnx' }, detail: expect.stringContaining(detail) })
  expect(await store.status(manifestOf())).toMatchObject({ storedBytes: 2 * PART, ready: false })
})

test('a file that was downloaded here once cannot be replaced from a folder', async () => {
  const { store } = setUp()
  const hub = unhashedOf(['unet.onnx'])
  await store.ensure(hub)
  await store.remove(hub)
  expect((await failure(store.importFiles(hub, onDisk({ 'unet.onnx': new Blob([unet.with(9, unet[9]! ^ 1)]) })))).code).toBe('wrong-hash')
  await store.importFiles(hub, onDisk())
  expect(await store.status(hub)).toMatchObject({ ready: true })
})

test('a file that changes or vanishes while it is read leaves nothing behind', async () => {
  const { store } = setUp()
  const gone = { size: unet.length, slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotReadableError')) }) } as unknown as Blob
  expect(await failure(store.importFiles(manifestOf(), onDisk({ 'unet.onnx': gone })))).toMatchObject({ code: 'model-broken', detail: 'NotReadableError: gone' })

  let reads = 0
  const changing = { size: unet.length, slice: (start: number, end: number) => new Blob([reads++ < 7 ? unet.slice(start, end) : unet.slice(start, end).fill(1)]) } as unknown as Blob
  expect(await failure(store.importFiles(manifestOf(), onDisk({ 'unet.onnx': changing })))).toMatchObject({ code: 'model-broken' })
  expect(await store.status(manifestOf())).toMatchObject({ storedBytes: 0, ready: false })
})

test('a full disk and an impatient person leave nothing half', async () => {
  const { store, parts } = setUp()
  const put = vi.spyOn(parts, 'putPart')
  put.mockImplementationOnce(parts.putPart.bind(parts)).mockRejectedValueOnce(new StorageFailure(new DOMException('', 'QuotaExceededError')))
  expect((await failure(store.importFiles(manifestOf(), onDisk()))).code).toBe('disk-full')
  put.mockRestore()
  expect(await store.status(manifestOf())).toMatchObject({ storedBytes: 0 })

  const stop = new AbortController()
  const stopped = store.importFiles(manifestOf(), onDisk(), { signal: stop.signal, onProgress: ({ bytes }) => bytes > 0.7 * unet.length && stop.abort() })
  expect((await failure(stopped)).code).toBe('cancelled')
  expect(await store.status(manifestOf())).toMatchObject({ storedBytes: 0, ready: false })
})

test('progress rises evenly through reading and storing', async () => {
  const { store } = setUp()
  const seen: StoreProgress[] = []
  await store.importFiles(manifestOf(), onDisk(), { onProgress: (progress) => seen.push(progress) })
  expect(seen.map(({ bytes }) => bytes)).toEqual(seen.map(({ bytes }) => bytes).toSorted((a, b) => a - b))
  expect(seen.at(-1)).toMatchObject({ bytes: total, totalBytes: total, fetchedBytes: 0, file: { number: 2, count: 2 } })
})

test('a model from a folder that lost a file on the disk says where to get it', async () => {
  const { store, parts, server } = setUp()
  const added: FileSet = { ...folder, files: await store.importFiles(folder, onDisk()) }
  await parts.dropPart(hashOf['vae.onnx'], 1)
  expect(await failure(store.ensure(added))).toMatchObject({ key: 'model-broken.incomplete-import' })
  expect(server.asked).toEqual([])
  await store.importFiles(added, onDisk())
  await expectWhole(store)
})

test('a stored model leaves as files', async () => {
  const { store } = setUp()
  expect((await failure(store.exportFiles(manifestOf()))).code).toBe('model-broken')
  await store.ensure(manifestOf())
  const files = await store.exportFiles(manifestOf())
  expect(files.map(({ path, blob }) => [path, blob.size])).toEqual([['unet.onnx', unet.length], ['vae.onnx', vae.length]])
  const elsewhere = setUp()
  await elsewhere.store.importFiles(manifestOf(), async (path) => files.find((file) => file.path === path)!.blob)
  await expectWhole(elsewhere.store)
})
