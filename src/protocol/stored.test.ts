// A database that another program, another version or a crash left in another form must not keep the app from its own.
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, expect, test } from 'vitest'
import { openStore } from './stored'
import type { OpenStore } from './stored'

beforeEach(() => { globalThis.indexedDB = new IDBFactory() })

const done = <T>(request: IDBRequest<T>) => new Promise<T>((resolve, reject) => {
  request.addEventListener('success', () => resolve(request.result))
  request.addEventListener('error', () => reject(request.error ?? new Error('no reason given')))
  request.addEventListener('blocked', () => reject(new Error('blocked')))
})
const put = (store: OpenStore, value: number) => store('readwrite', (values) => done(values.put(value, 'a')))
const get = (store: OpenStore) => store('readonly', (values) => done<unknown>(values.get('a')))

test('a database without its store gets it, and what else is in there stays', async () => {
  const before = indexedDB.open('d', 3)
  before.addEventListener('upgradeneeded', () => { before.result.createObjectStore('foreign') })
  ;(await done(before)).close()
  const store = openStore('d', 'mine')
  await put(store, 1)
  expect(await get(openStore('d', 'mine'))).toBe(1)
  const after = await done(indexedDB.open('d'))
  expect([...after.objectStoreNames]).toEqual(['foreign', 'mine'])
  after.close()
  // Another page may delete it meanwhile: nothing of ours holds it.
  await done(indexedDB.deleteDatabase('d'))
  expect(await get(store)).toBeUndefined()
  await put(store, 2)
  expect(await get(store)).toBe(2)
})

test('a page that holds the damaged database makes it fail, not wait', async () => {
  await done(indexedDB.open('d', 1))
  await expect(put(openStore('d', 'mine'), 1)).rejects.toMatchObject({ name: 'InvalidStateError' })
})

test('an open that throws rejects, and is tried again', async () => {
  const { open } = indexedDB
  indexedDB.open = () => { throw new DOMException('no', 'SecurityError') }
  const store = openStore('d', 'mine')
  await expect(put(store, 1)).rejects.toMatchObject({ name: 'SecurityError' })
  indexedDB.open = open
  await put(store, 1)
  expect(await get(store)).toBe(1)
})
