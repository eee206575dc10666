// The text files of a model get the same check whichever they are, and none is read that is larger than its kind; what a server
// lists or sends has an end as well.
import { expect, test } from 'vitest'
import { said } from '../../src/core/errors/test-said'
import { inspectModel } from '../../workers/library/inspect-model'
import { readJson } from '../../workers/library/text-files'
import { asPicked, wholeModel } from './tiny-graphs'

const offline = { fetch: () => Promise.reject(new TypeError('no network in this test')), online: () => false, sleep: async () => {}, patienceMs: 1000 }
const inspect = (more: Record<string, Blob>) => inspectModel(asPicked({ ...wholeModel(), ...more }), { hub: 'https://hub.test', web: offline })
const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(32)}\nsize 524619\n`
const page = '<!doctype html>\n<html lang="en">\n<title>404</title>'

test.each(['tokenizer/vocab.json', 'tokenizer/merges.txt', 'model_index.json', 'scheduler/scheduler_config.json', 'unet/config.json'].flatMap((path) => [
  [path, 'a web page', page, 'model-broken.text-page'],
  [path, 'a web page without a doctype', '  <HTML><body>login</body>', 'model-broken.text-page'],
  [path, 'a pointer of git-lfs', pointer, 'model-broken.pointer'],
  [path, 'empty', '', 'model-broken.text-empty'],
  [path, 'blank', '\n \n', 'model-broken.text-empty'],
]))('%s that is %s is refused by name', async (path, _, text, key) => {
  const { problems, manifest } = await inspect({ [path]: new Blob([text]) })
  expect(manifest).toBeNull()
  expect(problems[0]).toMatchObject({ key, params: { path } })
  expect(said(problems[0]).message).toContain(path)
})

test.each([
  ['an answer of an API', '{"error":"Repository not found"}'],
  ['another vocabulary’s pairs', '#version: 0.2\nx y\nz q</w>\na t</w>\n'],
  ['its first line alone', '#version: 0.2\n'],
  ['words', 'not found\n'],
])('merges.txt of %s is refused', async (_, text) => {
  expect((await inspect({ 'tokenizer/merges.txt': new Blob([text]) })).problems[0]).toMatchObject({ key: 'model-broken.text-merges', params: { path: 'tokenizer/merges.txt' } })
})

test.each([['without its first line', 'a t</w>'], ['with another system’s line ends', '#version: 0.2\r\na t</w>\r\n'], ['with a pair that the vocabulary has not', '#version: 0.2\na t</w>\nx y\n']])('merges.txt %s is one', async (_, text) => {
  expect((await inspect({ 'tokenizer/merges.txt': new Blob([text]) })).problems).toEqual([])
})

test.each(['{"error":"not found"}', '{}', '{"a":-1}', '{"a":0.5}', '{"a":1e9}', '{"a":{"b":1}}'])('vocab.json of %s is refused', async (text) => {
  expect((await inspect({ 'tokenizer/vocab.json': new Blob([text]) })).problems[0]).toMatchObject({ key: 'model-broken.text-vocabulary', params: { path: 'tokenizer/vocab.json' } })
})

test.each(['{"error":"not found"}', '{"model":null}', '{"model":{"vocab":[["a",1]]}}', '{"model":{"vocab":{"a":1}},"added_tokens":[null]}'])('tokenizer.json of %s is refused', async (text) => {
  const { 'tokenizer/vocab.json': _, 'tokenizer/merges.txt': __, ...rest } = wholeModel()
  const { problems } = await inspectModel(asPicked({ ...rest, 'tokenizer/tokenizer.json': new Blob([text]) }), { hub: 'https://hub.test', web: offline })
  expect(problems[0]).toMatchObject({ key: 'model-broken.text-vocabulary', params: { path: 'tokenizer/tokenizer.json' } })
})

/** A file that says how large it is and fails whoever reads it. */
function vast(bytes: number): Blob {
  const blob = new Blob()
  Object.defineProperty(blob, 'size', { value: bytes })
  blob.text = () => Promise.reject(new Error('it was read'))
  return blob
}

test.each([['model_index.json', 3e9, 1], ['unet/config.json', 1024 * 1024 + 1, 1], ['tokenizer/vocab.json', 3e9, 32], ['tokenizer/merges.txt', 17 * 1024 * 1024, 16]])('%s of %i bytes is not read', async (path, bytes, max) => {
  expect((await inspect({ [path]: vast(bytes) })).problems[0]).toMatchObject({ key: 'model-broken.text-size', params: { path, max } })
})

test('a file of exactly its kind’s size is read', async () => {
  const text = `{"a":"${'x'.repeat(1024 * 1024 - 8)}"}`
  const folder = { name: 'm', files: () => [], find: async () => null, open: async () => new Blob([text]) }
  expect(await readJson(folder, 'model_index.json')).toHaveProperty('a')
})

/** A body without an end, and how much of it was taken. */
function endless(headers: Record<string, string> = {}): { answer: () => Response; taken: () => number } {
  let taken = 0
  const answer = () => new Response(new ReadableStream({ pull: (controller) => void (taken += 65_536, controller.enqueue(new Uint8Array(65_536).fill(32))) }), { headers })
  return { answer, taken: () => taken }
}

const head = (url: string) => new Response(null, url.endsWith('model_index.json') || url.endsWith('unet/model.onnx') ? { headers: { 'content-length': '100' } } : { status: 404 })

test('a file that goes on behind the size that was told is left', async () => {
  const { answer, taken } = endless({ 'content-type': 'application/json' })
  const web = { ...offline, fetch: async (url: string, { method }: RequestInit) => (method === 'HEAD' ? head(url) : url.endsWith('.json') ? answer() : new Response('', { status: 404 })) }
  const { problems } = await inspectModel({ kind: 'url', baseUrl: 'http://models.test/' }, { hub: 'https://hub.test', web })
  expect(problems[0]).toMatchObject({ key: 'download-failed.length', params: { path: 'model_index.json', wanted: 100 } })
  expect(taken()).toBeLessThan(1_000_000)
})

test.each([
  ['a page of links', { kind: 'url' as const, baseUrl: 'http://models.test/' }, 'text/html'],
  ['a hub', { kind: 'hub' as const, source: { repo: 'o/n', revision: 'main' }, folder: '' }, 'application/json'],
])('%s without an end is left', async (_, source, type) => {
  const { answer, taken } = endless({ 'content-type': type })
  const { problems } = await inspectModel(source, { hub: 'https://hub.test', web: { ...offline, fetch: async () => answer() } })
  expect(problems[0]).toMatchObject({ key: 'download-failed.listing-size', params: { megabytes: 8 } })
  expect(taken()).toBeLessThan(10_000_000)
})

const answering = (status: number, headers: Record<string, string> = {}) => inspectModel({ kind: 'hub', source: { repo: 'o/n', revision: 'main' }, folder: '' }, { hub: 'https://hub.test', web: { ...offline, fetch: async () => new Response('{}', { status, headers }) } })

test('every status has a sentence of its own', async () => {
  const sentences = await Promise.all([401, 403, 404, 429, 500, 503].map(async (status) => said((await answering(status)).problems[0])))
  expect(new Set(sentences.map(({ message }) => message)).size).toBe(6)
  expect(sentences.map(({ message }) => message)).toEqual([/private/, /only to people that it knows \(403\)/, /is not on/, /too often/, /trouble of its own \(500\)/, /too busy.*\(503\)/].map((pattern) => expect.stringMatching(pattern)))
})

test.each([429, 503])('%i with a time to wait, in seconds or as a date, tells it', async (status) => {
  expect(said((await answering(status, { 'retry-after': '90' })).problems[0]).remedy).toContain('90 seconds')
  expect(said((await answering(status, { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() })).problems[0]).remedy).toMatch(/3[56]\d\d seconds/)
  expect(said((await answering(status)).problems[0]).remedy).toContain('some minutes')
})

test.each([401, 403])('a server that refuses every file with %i is not one that has none', async (status) => {
  const { problems } = await inspectModel({ kind: 'url', baseUrl: 'http://models.test/' }, { hub: 'https://hub.test', web: { ...offline, fetch: async () => new Response('', { status }) } })
  expect(problems[0]).toMatchObject({ key: 'download-failed.closed', params: { status, host: 'models.test' } })
})

const down = () => Promise.reject(new TypeError('Failed to fetch'))

const keyOf = async (isolated: boolean, answers: boolean) => {
  // require-corp: the page's own rule keeps the probe away.
  const fetch = (_: string, { mode }: RequestInit) => (mode === 'no-cors' && answers && !isolated ? Promise.resolve(new Response()) : down())
  return (await inspectModel({ kind: 'url', baseUrl: 'http://models.test/' }, { hub: 'https://hub.test', web: { ...offline, fetch, online: () => true, isolated } })).problems[0]!.key
}

const keyAt = async (baseUrl: string) => (await inspectModel({ kind: 'url', baseUrl }, { hub: 'https://hub.test', web: { ...offline, fetch: down, online: () => true, origin: 'http://app.test' } })).problems[0]!.key

test('what the page may not ask without encryption is told apart from a server that is down', async () => {
  expect(await keyAt('http://models.test/')).toBe('download-failed.plain-http')
  for (const allowed of ['https://models.test/', 'http://localhost:8000/', 'http://127.0.0.1:8000/', 'http://app.test/models/']) expect(await keyAt(allowed), allowed).toBe('download-failed.unreachable')
})

test('on an isolated page a server without CORS headers is not taken for a firewall, nor elsewhere', async () => {
  expect(await keyOf(true, true)).toBe('download-failed.unreachable-or-closed')
  expect(await keyOf(true, false)).toBe('download-failed.unreachable-or-closed')
  expect(await keyOf(false, true)).toBe('download-failed.no-cors')
  expect(await keyOf(false, false)).toBe('download-failed.unreachable')
})
