// The rescue page's list: everything that is kept, whatever its form, each entry forgotten alone, and all of it at once.
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, expect, test } from 'vitest'
import { openStore } from '../protocol/stored'
import { findRemembered, forgetAll } from './remembered'
import type { RememberedPlaces } from './remembered'

let kept: Map<string, string>
let cachesKept: Map<string, object>
let ended: number
const otherApp = 'workbox-precache-v2-https://me.test/recipes/'
const places: RememberedPlaces = {
  settings: () => ({
    get length() { return kept.size },
    key: (at) => [...kept.keys()][at] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    removeItem: (key) => void kept.delete(key),
  }),
  caches: () => ({ keys: async () => [...cachesKept.keys()], delete: async (name: string) => cachesKept.delete(name) }) as unknown as CacheStorage,
  scope: 'https://me.test/darkroom/',
  endOffline: async () => { ended++ },
}
const put = (database: string, store: string, key: IDBValidKey, value: unknown) => openStore(database, store)('readwrite', (values) => new Promise((resolve) => { values.put(value, key).addEventListener('success', resolve) }))
const all = async (from = places) => (await findRemembered(from)).entries.map(({ kind, name, bytes }) => [kind, name, bytes])

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory()
  kept = new Map([['darkroom.theme', 'dark'], ['another.app', 'x']])
  cachesKept = new Map([['darkroom-onnxruntime-v1', {}], ['workbox-precache-v2-https://me.test/darkroom/', {}], [otherApp, {}]])
  ended = 0
})

const names = async () => (await findRemembered(places)).entries.map(({ name }) => name)

async function fill() {
  await put('darkroom-models', 'parts', 'file:h', { path: 'unet.onnx' })
  await put('darkroom-models', 'parts', 'part:h:0', new Blob(['12345']))
  await put('darkroom-models', 'parts', 'part:h:1', new ArrayBuffer(7))
  await put('darkroom-models', 'parts', 'file:bad', 5)
  await put('darkroom-models', 'parts', [1, 'x'], 'foreign')
  await put('darkroom-library', 'records', 'hub:', 5)
  await put('darkroom-library', 'records', 'model:my.a', { name: 'A model' })
  await put('darkroom-queue', 'pages', 'p', { orders: [{ requests: [{ prompt: { positive: 'a red fish' } }] }] })
  await put('darkroom-machine', 'trials', 'half precision', true)
}

test('everything is listed with its name and size, good or bad; other apps’ things are not', async () => {
  await fill()
  expect(await findRemembered(places)).toMatchObject({ error: null })
  const size = expect.any(Number)
  expect(await all()).toEqual([
    ['setting', 'darkroom.theme: dark', 'darkroom.themedark'.length],
    ['file', 'bad', 1], ['file', 'unet.onnx', JSON.stringify({ path: 'unet.onnx' }).length + 5 + 7], ['file', 'object [1,"x"]', 9],
    ['library', 'hub:', 1], ['library', 'A model', size],
    ['queue', 'a red fish', size],
    ['machine', 'half precision', 4],
    ['offline', 'darkroom-onnxruntime-v1, workbox-precache-v2-https://me.test/darkroom/', 0],
  ])
})

test('each is forgotten alone, a file with its parts', async () => {
  await fill()
  for (let before = await names(); before.length > 0; before = await names()) {
    const [first] = (await findRemembered(places)).entries
    await first!.forget()
    expect(await names()).toEqual(before.slice(1))
  }
  expect([[...kept.keys()], [...cachesKept.keys()], ended]).toEqual([['another.app'], [otherApp], 1])
})

test('two of one name are two', async () => {
  await put('darkroom-library', 'records', 'model:my.a', { name: 'A model' })
  await put('darkroom-library', 'records', 'model:my.b', { name: 'A model' })
  await put('darkroom-models', 'parts', 'file:h', { path: 'A model' })
  const { entries } = await findRemembered(places)
  expect(entries.filter(({ name }) => name === 'A model')).toHaveLength(3)
  expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length)
})

test('all at once, while another page holds a database', async () => {
  await fill()
  const holding = openStore('darkroom-models', 'parts')
  await holding('readonly', () => 0)
  await forgetAll(places)
  expect(await all()).toEqual([])
  expect(await indexedDB.databases()).toEqual([])
  expect([[...kept.keys()], [...cachesKept.keys()]]).toEqual([['another.app'], [otherApp]])
})

test('looking makes no database, and one without a store can be forgotten whole', async () => {
  await all()
  expect(await indexedDB.databases()).toEqual([])
  await new Promise((resolve) => {
    const request = indexedDB.open('darkroom-models')
    request.addEventListener('success', () => { request.result.close(); resolve(null) })
  })
  const { entries } = await findRemembered(places)
  expect(entries.filter(({ kind }) => kind === 'file').map(({ name }) => name)).toEqual(['darkroom-models'])
  await entries.find(({ kind }) => kind === 'file')!.forget()
  expect(await indexedDB.databases()).toEqual([])
})

test.each([
  ['IndexedDB that throws', () => { indexedDB.open = () => { throw new DOMException('no', 'SecurityError') } }],
  ['no IndexedDB', () => { Reflect.deleteProperty(globalThis, 'indexedDB') }],
])('%s is storage-blocked, and the settings are listed all the same', async (_, block) => {
  block()
  const { entries, error } = await findRemembered(places)
  expect(error).toMatchObject({ code: 'storage-blocked' })
  expect(entries.map(({ kind }) => kind)).toEqual(['setting', 'offline'])
})

test('settings that throw do not hide the rest', async () => {
  await fill()
  const { entries, error } = await findRemembered({ ...places, settings: () => { throw new DOMException('no', 'SecurityError') } })
  expect([error?.code, entries.some(({ name }) => name === 'unet.onnx')]).toEqual(['storage-blocked', true])
})
