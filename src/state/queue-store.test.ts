import { IDBFactory } from 'fake-indexeddb'
import { createStore, keys, set } from 'idb-keyval'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { WaitingOrder } from './orders'
import { openQueueStore } from './queue-store'
import { requestOf } from './test-page'

/** The locks of all pages of this browser. */
function fakeLocks() {
  const held = new Set<string>()
  return {
    die: (page: string) => void held.delete(`darkroom-queue:${page}`),
    locks: {
      request: async (name: string, callback: () => Promise<never>) => {
        held.add(name)
        return callback()
      },
      query: async () => ({ held: [...held].map((name) => ({ name })), pending: [] }),
    },
  }
}

const order = (id: string, ...prompts: string[]): WaitingOrder => ({ id, preview: 'fast', requests: prompts.map((prompt) => requestOf(prompt)) })
const pages = () => createStore('darkroom-queue', 'pages')
const written = () => new Promise((resolve) => setTimeout(resolve, 50))
let die: (page: string) => void
let locks: object

beforeEach(() => {
  ({ die, locks } = fakeLocks())
  vi.stubGlobal('indexedDB', new IDBFactory())
  vi.stubGlobal('navigator', { locks })
})
afterEach(() => vi.unstubAllGlobals())

test('what a page left is adopted by the next one, once, oldest first', async () => {
  openQueueStore('b', () => 2).save([order('later', 'c')])
  openQueueStore('z', () => 1).save([order('one', 'a', 'a2'), order('two', 'b')])
  await written()
  die('z')
  die('b')
  const next = openQueueStore('next')
  expect(await next.adopt()).toEqual([order('one', 'a', 'a2'), order('two', 'b'), order('later', 'c')])
  expect(await next.adopt()).toEqual([])
})

test('where the code that reads orders does not come, what was left stays for the next visit', async () => {
  openQueueStore('gone').save([order('one', 'a')])
  await written()
  die('gone')
  vi.doMock('./left-orders', () => { throw new Error('not fetched') })
  expect(await openQueueStore('unlucky').adopt()).toEqual([])
  vi.doUnmock('./left-orders')
  expect(await openQueueStore('next').adopt()).toEqual([order('one', 'a')])
})

test('a living page’s orders are its own, and so are one’s own', async () => {
  openQueueStore('living').save([order('hers', 'a')])
  const mine = openQueueStore('mine')
  mine.save([order('mine', 'b')])
  await written()
  expect(await mine.adopt()).toEqual([])
  expect(await keys(pages())).toEqual(['living', 'mine'])
})

test('a page that is still ending when the next one starts is waited for', async () => {
  openQueueStore('reloaded').save([order('one', 'a')])
  await written()
  const next = openQueueStore('next', Date.now, async () => die('reloaded'))
  expect(await next.adopt()).toEqual([order('one', 'a')])
})

test('of pages that start at once, one gets what was left', async () => {
  openQueueStore('gone').save([order('one', 'a')])
  await written()
  die('gone')
  const got = await Promise.all(['p', 'q', 'r'].map((id) => openQueueStore(id).adopt()))
  expect(got.flat()).toEqual([order('one', 'a')])
})

test('a page that begins while another looks for what was left is not taken for gone', async () => {
  const { request, query } = (locks as ReturnType<typeof fakeLocks>['locks'])
  let newcomer = Promise.resolve<unknown>(null)
  vi.stubGlobal('navigator', { locks: {
    request,
    // The answer is of a moment before the newcomer was there.
    query: async () => {
      const answer = await query()
      openQueueStore('newcomer').save([order('hers', 'a')])
      newcomer = written()
      await newcomer
      return answer
    },
  } })
  expect(await openQueueStore('mine').adopt()).toEqual([])
  expect(await keys(pages())).toEqual(['newcomer'])
})

test('the latest save wins, and a queue that is empty leaves nothing behind', async () => {
  const store = openQueueStore('a')
  for (const prompt of ['1', '2', '3']) store.save([order(prompt, prompt)])
  await written()
  die('a')
  expect((await openQueueStore('b').adopt()).map(({ id }) => id)).toEqual(['3'])
  store.save([order('4', '4')])
  store.save([])
  await written()
  expect(await keys(pages())).toEqual([])
})

test('records of another form are dropped, for good', async () => {
  const good = order('good', 'a')
  const garbled: unknown[] = [
    null, 'text', { at: 1 }, { at: '1', orders: [good] }, { at: 1, orders: [{ ...good, requests: [] }] }, { at: 1, orders: [{ ...good, preview: 'none' }] },
    { at: 1, orders: [good, { id: 'x' }] }, { at: 1, orders: [{ ...good, requests: [{ prompt: 'an older form', seed: 1 }] }] }, { at: 1, orders: [{ ...good, id: 7 }] },
    ...[{ size: undefined }, { size: null }, { source: undefined }, { sampling: { ...requestOf('a').sampling, sampler: 5 } }, { seed: { ...requestOf('a').seed, value: Number.NaN } }, { adapters: {} }, { guidance: { scale: '4' } }]
      .map((own) => ({ at: 1, orders: [{ ...good, requests: [{ ...requestOf('a'), ...own }] }] })),
  ]
  for (const [i, record] of garbled.entries()) await set(`foreign ${i}`, record, pages())
  await set('right', { at: 1, orders: [good] }, pages())
  expect(await openQueueStore('me').adopt()).toEqual([good])
  expect(await keys(pages())).toEqual([])
})

test('a database without its store, and keys that are no text, keep nothing from the queue', async () => {
  const request = indexedDB.open('darkroom-queue')
  await new Promise((resolve) => { request.addEventListener('success', resolve) })
  request.result.close()
  openQueueStore('a').save([order('one', 'a')])
  await written()
  await set(7, 'foreign', pages())
  die('a')
  expect((await openQueueStore('b').adopt()).map(({ id }) => id)).toEqual(['one'])
  expect(await keys(pages())).toEqual([7])
})

test('where storage is blocked the page works without, however the browser says so', async () => {
  vi.stubGlobal('indexedDB', { open: () => { throw new Error('blocked') } })
  const store = openQueueStore('a')
  store.save([order('one', 'a')])
  store.save([order('two', 'a')])
  await written()
  expect(await store.adopt()).toEqual([])
  vi.stubGlobal('indexedDB', new IDBFactory())
  store.save([order('three', 'a')])
  await written()
  expect(await keys(pages())).toEqual(['a'])
})

/** The channels of all pages of this browser. */
function fakeChannels() {
  const all = new Set<FakeChannel>()
  class FakeChannel {
    #listener: (event: { data: unknown }) => void = () => {}
    constructor() { all.add(this) }
    addEventListener(_: string, listener: (event: { data: unknown }) => void) { this.#listener = listener }
    postMessage(data: unknown) {
      for (const other of all) if (other !== this) setTimeout(() => other.#listener({ data }))
    }
  }
  return { Channel: FakeChannel, dieAll: () => all.clear() }
}

test('without locks, a page that answers keeps its queue, and what nobody answers for is left', async () => {
  const { Channel, dieAll } = fakeChannels()
  vi.stubGlobal('navigator', {})
  vi.stubGlobal('BroadcastChannel', Channel)
  openQueueStore('gone').save([order('left', 'a')])
  await written()
  dieAll()
  openQueueStore('living').save([order('hers', 'b')])
  await written()
  expect((await openQueueStore('mine').adopt()).map(({ id }) => id)).toEqual(['left'])
  expect(await keys(pages())).toEqual(['living'])
})

test('without locks or channels, what is there counts as left', async () => {
  vi.stubGlobal('navigator', {})
  vi.stubGlobal('BroadcastChannel', undefined)
  openQueueStore('a').save([order('one', 'a')])
  await written()
  expect((await openQueueStore('b').adopt()).map(({ id }) => id)).toEqual(['one'])
})
