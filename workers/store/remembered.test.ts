// What was remembered in another form is done without: a bad record takes its own file or setting with it, and nothing else.
import { keys, set } from 'idb-keyval'
import { expect, test } from 'vitest'
import { openStore } from '../../src/protocol/stored'
import { openLibraryRecords } from './library-records'
import { expectWhole, hashOf, manifestOf, newDatabase, setUp, total, unet, unhashedOf, base } from './test-bench'
import { openPartStore } from './parts'

const databaseOf = () => {
  const name = newDatabase()
  return { name, parts: openStore(name, 'parts'), records: openStore(name, 'records') }
}
const record = async (name: string) => (await openPartStore(name).record(hashOf['unet.onnx']))!

const misfits: [string, object | null | number | string][] = [
  ['without hashes', { hashes: undefined }], ['with a hash that is none', { hashes: [5] }], ['with too few hashes', { hashes: [] }],
  ['with parts of no size', { partBytes: 0 }], ['with parts of no number', { partBytes: '20000' }], ['without its size', { bytes: Number.NaN }],
  ['without a path', { path: null }], ['with another hash of the whole', { sha256: 'no hash' }], ['used at no time', { lastUsed: 'yesterday' }], ['half complete', { complete: 'yes' }],
]

test.each(misfits)('a file’s record %s counts as missing, is told, and comes right with the next download', async (_, misfit) => {
  const { name, parts } = databaseOf()
  await setUp({}, name).store.ensure(manifestOf())
  await set(`file:${hashOf['unet.onnx']}`, { ...(await record(name)), ...(misfit as object) }, parts)
  const { store } = setUp({}, name)
  expect(await store.status(manifestOf())).toMatchObject({ storedBytes: total - unet.length, ready: false })
  expect((await store.report()).unreadable).toEqual([`file:${hashOf['unet.onnx']}`])
  expect(await store.ensure(manifestOf())).toEqual({ source: 'mixed', fetchedBytes: unet.length })
  await expectWhole(store)
  expect((await store.report()).unreadable).toEqual([])
})

test('a record that is no object, a part that is no Blob, and foreign keys stop nothing', async () => {
  const { name, parts } = databaseOf()
  await setUp({}, name).store.ensure(manifestOf())
  await set(`file:${hashOf['vae.onnx']}`, 5, parts)
  await set(`part:${hashOf['unet.onnx']}:1`, 'text', parts)
  await set(7, 'a key that is no text', parts)
  await set([1, 'x'], 'nor is this', parts)
  await set('settings', {}, parts)
  const { store } = setUp({}, name)
  expect((await store.report()).unreadable).toEqual([`file:${hashOf['vae.onnx']}`])
  await store.prune([manifestOf()])
  await store.ensure(manifestOf())
  await expectWhole(store)
  expect(await keys(parts)).toEqual(expect.arrayContaining([7, 'settings']))
})

test('an identity that is none is forgotten, not enforced', async () => {
  const { name, parts } = databaseOf()
  await setUp({}, name).store.ensure(unhashedOf())
  const first = `first:${base}unet.onnx`
  await set(first, { sha256: 5, bytes: 1 }, parts)
  const { store } = setUp({}, name)
  expect((await store.report()).unreadable).toEqual([first])
  await store.remove(unhashedOf())
  await store.ensure(unhashedOf())
  expect((await store.report()).unreadable).toEqual([])
})

test('a database without its store gets it', async () => {
  const name = newDatabase()
  const request = indexedDB.open(name)
  await new Promise((resolve) => { request.addEventListener('success', resolve) })
  request.result.close()
  const { store } = setUp({}, name)
  await store.ensure(manifestOf())
  expect((await store.report()).inMemory).toBe(false)
  await expectWhole(setUp({}, name).store)
})

test('library records of another form are left out and named, one by one', async () => {
  const { name, records: store } = databaseOf()
  const records = openLibraryRecords(name)
  await records.put('decoder', 'good', 'tiny')
  const completion = { of: null, source: { repo: 'o/n', revision: 'r' }, files: [{ path: 'a', bytes: 1 }] }
  await records.put('completed', 'good', completion)
  await records.put('model', 'my.a', { id: 'my.a' })
  const bad: [IDBValidKey, unknown][] = [['decoder:bad', 5], ['completed:bad', { of: null }], ['completed:files', { ...completion, files: [{ path: 'a' }] }], ['completed:source', { ...completion, source: 'o/n' }], ['model:bad', null], ['hub:', 5]]
  for (const [key, value] of [...bad, [9, 9] as const, ['foreign', 1] as const]) await set(key, value, store)
  const found = await records.read()
  expect(found).toMatchObject({ models: [{ id: 'my.a' }], hub: null, decoders: new Map([['good', 'tiny']]), completed: new Map([['good', completion]]) })
  expect(found.unreadable.toSorted()).toEqual(bad.map(([key]) => key).toSorted())
})
