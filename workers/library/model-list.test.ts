import { expect, test } from 'vitest'
import { readModelList } from './model-list'

const url = 'https://app.test/models.manifest.json'
const read = (answer: () => Promise<Response>, online = true) => readModelList(url, answer, () => online)
const keyOf = (answer: () => Promise<Response>, online = true) => read(answer, online).then(() => null, ({ key, params }: { key: string; params: object }) => [key, params])

test('the list is what its file says', async () => {
  expect(await read(async () => new Response('{"version":1,"models":[],"name":"模型"}'))).toEqual({ version: 1, models: [], name: '模型' })
})

test.each<[string, () => Promise<Response>, string, object]>([
  ['no network', () => Promise.reject(new TypeError('Failed to fetch')), 'download-failed.model-list', {}],
  ['nothing there', async () => new Response('', { status: 404 }), 'not-found.model-list', {}],
  ['a server in trouble', async () => new Response('', { status: 503 }), 'download-failed.model-list-status', { host: 'app.test', status: 503 }],
  ['a page', async () => new Response('<!doctype html>'), 'bad-manifest.json', {}],
  ['a line that breaks', async () => new Response(new ReadableStream({ pull: (controller) => controller.error(new TypeError('network error')) })), 'download-failed.model-list', {}],
])('%s is told', async (_, answer, key, params) => {
  expect(await keyOf(answer)).toEqual([key, params])
})

test('without a connection it is that', async () => {
  expect(await keyOf(() => Promise.reject(new TypeError('Failed to fetch')), false)).toEqual(['offline.model-list', {}])
})

test('a list without an end is left', async () => {
  let sent = 0
  const endless = () => new ReadableStream({ pull: (controller) => void (sent += 65_536, controller.enqueue(new Uint8Array(65_536).fill(32))) })
  expect(await keyOf(async () => new Response(endless()))).toEqual(['bad-manifest.list-size', { megabytes: 4 }])
  expect(sent).toBeLessThan(5_000_000)
})
