// What is known here: shipped, listed and added models, on the hub in the settings, completed by what that hub tells.
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, expect, test, vi } from 'vitest'
import { asPicked, wholeModel } from '../../tests/library/tiny-graphs'
import type { ModelManifest } from '../../src/core/manifest'
import { openLibraryRecords } from '../store/library-records'
import { inspectModel } from './inspect-model'
import { openModelLibrary } from './model-library'
import type { Web } from './web'

const commit = 'c0ffee'.padEnd(40, '0')
const [hash, otherHash] = ['ab'.repeat(32), 'cd'.repeat(32)]
const never = new AbortController().signal
const offline = async (): Promise<Response> => {
  throw new TypeError('Failed to fetch')
}
const webOf = (fetch: Web['fetch'], online = true) => (signal: AbortSignal): Web => ({ fetch, online: () => online, sleep: async () => {}, patienceMs: 1000, signal })

async function someModel(): Promise<ModelManifest> {
  const { manifest } = await inspectModel(asPicked(wholeModel()), { hub: 'https://hub.test', web: webOf(offline)(never) })
  return { ...manifest!, files: manifest!.files.map((file) => ({ ...file, sha256: hash })) }
}

const large = 20_000_000
async function list(revision = 'main'): Promise<unknown> {
  const model = await someModel()
  const listed = { ...model, id: 'listed', family: 'Stable Diffusion 1', baseUrl: undefined, source: { repo: 'o/listed', revision }, files: model.files.map(({ path }) => ({ path, bytes: large, approximate: true })) }
  const decoder = { id: 'tiny', name: 'Tiny', description: model.description, licence: 'MIT', source: { repo: 'o/tiny', revision: commit }, files: [{ path: 'd.onnx', bytes: 5 }], latents: 'sd', graph: { graph: 'd.onnx', externalData: {} }, latent: { scaling: 1 } }
  return { version: 1, models: [{ ...model, id: 'shipped', baseUrl: 'models/shipped/' }, JSON.parse(JSON.stringify(listed))], decoders: [decoder] }
}

/** The hub's listing of o/listed: every file of it, with sizes and hashes. */
const listing = async (change: (path: string) => object = () => ({})): Promise<Web['fetch']> => {
  const { files } = await someModel()
  return async (url) => {
    if (url.endsWith('/api/models/o/listed/revision/main')) return Response.json({ sha: commit, gated: false })
    if (!url.includes(`/api/models/o/listed/tree/${commit}`)) return new Response('', { status: 404 })
    return Response.json(files.map(({ path }) => ({ type: 'file', path, size: large + 1, lfs: { oid: otherHash, size: large + 1 }, ...change(path) })))
  }
}

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})

async function open(fetch: Web['fetch'] = offline, given?: unknown, online = true) {
  const known = given ?? (await list())
  return openModelLibrary({ readList: async () => known, pageUrl: 'https://app.test/sub/', records: openLibraryRecords(), web: webOf(fetch, online) })
}

test('shipped, listed, then added models, with absolute addresses', async () => {
  const library = await open()
  const added = await library.add({ ...(await someModel()), name: 'My Model (v2)' })
  expect((await library.known()).map(({ id, baseUrl }) => [id, baseUrl])).toEqual([
    ['shipped', 'https://app.test/sub/models/shipped/'],
    ['listed', 'https://huggingface.co/o/listed/resolve/main/'],
    ['my.my-model-v2', ''],
  ])
  expect(added.id).toBe('my.my-model-v2')
  await expect(library.find('nothing')).rejects.toMatchObject({ code: 'unknown-model' })
})

test('added models are remembered, never share an id, and are forgotten; those of the list stay', async () => {
  const model = await someModel()
  const first = await (await open()).add(model)
  const second = await (await open()).add(model)
  expect([first.id, second.id]).toEqual(['my.my-sd', 'my.my-sd-2'])
  const later = await open()
  expect(await later.find('my.my-sd-2')).toEqual(second)
  await later.forget(first.id)
  expect((await later.known()).map(({ id }) => id)).toEqual(['shipped', 'listed', 'my.my-sd-2'])
  await expect(later.forget('shipped')).rejects.toMatchObject({ code: 'bad-request' })
})

test('what cannot be read as a model is not listed, but its files are kept from being swept away', async () => {
  const records = openLibraryRecords()
  await records.put('model', 'my.old', { id: 'my.old', baseUrl: '', files: [{ path: 'a', bytes: 1, sha256: hash }], form: 'of another version' })
  await records.put('model', 'my.odd', { nothing: true })
  const library = await open()
  expect((await library.known()).map(({ id }) => id)).toEqual(['shipped', 'listed'])
  expect((await library.keep())?.at(-1)).toMatchObject({ files: [{ path: 'a' }] })
  await expect(library.add({ ...(await someModel()), precisions: [] })).rejects.toMatchObject({ code: 'bad-manifest' })
})

test('a list that cannot be had is an error, not an empty list: stored files would be swept away', async () => {
  const library = openModelLibrary({ readList: () => Promise.reject(new Error('gone')), pageUrl: 'https://app.test/', records: openLibraryRecords(), web: webOf(offline) })
  await expect(library.known()).rejects.toThrow('gone')
})

test('a mirror in the settings is where everything is asked for', async () => {
  const library = await open()
  await library.setHub('https://mirror.test/hf/')
  expect(await library.hub()).toEqual({ url: 'https://mirror.test/hf', unreadable: null })
  expect((await library.find('listed')).baseUrl).toBe('https://mirror.test/hf/o/listed/resolve/main/')
  await expect(library.setHub('mirror')).rejects.toMatchObject({ code: 'bad-request' })
  await library.setHub(null)
  expect(await library.hub()).toEqual({ url: 'https://huggingface.co', unreadable: null })
})

test.each(['https://hf-mirror.com:443000', 'http://[', 'https://%', 'ftp://mirror.test', 'https://a b', 'https://me@mirror.test', 'https://mirror.test?x'])('%s is no address of a hub, neither typed nor remembered', async (wrong) => {
  const library = await open()
  await expect(library.setHub(wrong)).rejects.toMatchObject({ code: 'bad-request' })
  expect(await library.hub()).toEqual({ url: 'https://huggingface.co', unreadable: null })
  // An earlier version took it.
  await openLibraryRecords().put('hub', '', wrong)
  expect(await library.hub()).toEqual({ url: 'https://huggingface.co', unreadable: wrong })
  expect((await library.find('listed')).baseUrl).toBe('https://huggingface.co/o/listed/resolve/main/')
  expect((await library.decodersFor('listed'))[0]!.baseUrl).toContain('https://huggingface.co/')
  await library.setHub(null)
  expect(await library.hub()).toEqual({ url: 'https://huggingface.co', unreadable: null })
})

test('where nothing can be remembered nothing is swept away', async () => {
  vi.spyOn(indexedDB, 'open').mockImplementation(() => { throw new DOMException('The operation is insecure.', 'SecurityError') })
  const library = await open()
  expect((await library.known()).map(({ id }) => id)).toEqual(['shipped', 'listed'])
  expect(await library.keep()).toBe(null)
})

test('sizes and hashes that the list leaves open come from the hub once, with the commit that they belong to', async () => {
  const library = await open(await listing())
  const model = await library.find('listed')
  const whole = await library.complete(model, model.files, never)
  expect(whole).toMatchObject({ source: { repo: 'o/listed', revision: commit }, baseUrl: `https://huggingface.co/o/listed/resolve/${commit}/` })
  expect(whole.files).toEqual(model.files.map(({ path }) => ({ path, bytes: large + 1, sha256: otherHash })))
  // Remembered: no network, and another mirror by now.
  const later = await open()
  await later.setHub('https://mirror.test')
  const known = await later.find('listed')
  expect(known).toMatchObject({ source: { revision: commit }, baseUrl: `https://mirror.test/o/listed/resolve/${commit}/`, files: whole.files })
  expect(await later.complete(known, known.files, never)).toBe(known)
  // A newer list of another version is asked about anew.
  expect((await (await open(offline, await list('v2'))).find('listed')).files[0]).toMatchObject({ approximate: true })
})

test('where the hub cannot be asked, an open size is an error and an open hash is not', async () => {
  const library = await open(offline, undefined, false)
  const model = await library.find('listed')
  await expect(library.complete(model, model.files, never)).rejects.toMatchObject({ code: 'offline' })
  const sized = { ...model, files: model.files.map(({ path, bytes }) => ({ path, bytes })) }
  expect((await library.complete(sized, sized.files, never)).files).toEqual(sized.files)
  const shipped = await library.find('shipped')
  expect(await library.complete(shipped, shipped.files, never)).toBe(shipped)
})

const withoutApi: Web['fetch'] = async (_, init) => (init.method === 'HEAD' ? new Response(null, { headers: { 'content-length': '77' } }) : new Response('no such page', { status: 404 }))

test('a mirror without the API is asked for each size', async () => {
  const library = await open(withoutApi)
  const model = await library.find('listed')
  const whole = await library.complete(model, model.files, never)
  expect(whole.files).toEqual(model.files.map(({ path }) => ({ path, bytes: 77 })))
  expect(whole.source).toEqual({ repo: 'o/listed', revision: 'main' })
})

test('a file that is gone is named, unless nothing needs it; one that differs from the list is refused', async () => {
  const gone = await open(await listing((path) => (path.startsWith('vae_decoder') ? { path: 'elsewhere.onnx' } : {})))
  const model = await gone.find('listed')
  await expect(gone.complete(model, model.files, never)).rejects.toMatchObject({ key: 'not-found.in-repository', params: { path: 'vae_decoder/model.onnx', repo: 'o/listed' } })
  const others = model.files.filter(({ path }) => !path.startsWith('vae_decoder'))
  expect((await gone.complete(model, others, never)).files.find(({ path }) => path.startsWith('vae_decoder'))).toMatchObject({ approximate: true })

  const changed = await open(await listing())
  const exact = { ...model, files: model.files.map(({ path }) => ({ path, bytes: large, sha256: path.startsWith('unet') ? hash : otherHash })) }
  const open2 = { ...exact, files: exact.files.map((file, at) => (at === 0 ? { path: file.path, bytes: large, approximate: true as const } : file)) }
  await expect(changed.complete(open2, open2.files, never)).rejects.toMatchObject({ code: 'wrong-hash' })
  const sized = { ...model, files: model.files.map(({ path }, at) => ({ path, bytes: large, ...(at === 0 && { approximate: true as const }) })) }
  await expect(changed.complete(sized, sized.files, never)).rejects.toMatchObject({ code: 'wrong-hash', detail: expect.stringContaining(`${large + 1} bytes`) })
})

test('a decoder alone is offered to the models whose latents it reads, and takes its place until it is taken back', async () => {
  const library = await open()
  expect((await library.decodersFor('listed')).map(({ id, baseUrl }) => [id, baseUrl])).toEqual([['tiny', `https://huggingface.co/o/tiny/resolve/${commit}/`]])
  await library.useDecoder('listed', 'tiny')
  const model = await (await open()).find('listed')
  expect(model.precisions[0]!.graphs.vaeDecoder.graph).toBe('tiny/d.onnx')
  expect(model.files.at(-1)).toEqual({ path: 'tiny/d.onnx', bytes: 5, url: `https://huggingface.co/o/tiny/resolve/${commit}/d.onnx` })
  await library.useDecoder('listed', null)
  expect((await library.find('listed')).precisions[0]!.graphs.vaeDecoder.graph).toBe('vae_decoder/model.onnx')
})

test('a remembered model in no form of ours is left out, named, and its files are kept; one that is damaged beyond that stops nothing', async () => {
  const library = await open()
  const { id } = await library.add(await someModel())
  const records = openLibraryRecords()
  await records.put('model', 'my.damaged', { id: 'my.damaged', baseUrl: 'http://[', files: [{ path: 'a', bytes: 5 }] })
  await records.put('model', 'my.worse', { id: 'my.worse', baseUrl: 5, files: 'none' })
  await records.put('model', 'shipped', { ...(await someModel()), id: 'shipped' })
  expect((await library.known()).map((one) => one.id)).toEqual(['shipped', 'listed', id])
  expect(await library.unreadable()).toEqual(expect.arrayContaining(['model:my.damaged', 'model:my.worse', 'model:shipped']))
  expect(await library.keep()).toContainEqual(expect.objectContaining({ id: 'my.damaged' }))
})
