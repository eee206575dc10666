// The layouts of exporters as a person would name them: a repository on a hub, a mirror without the hub's API, any server with
// index pages or without a listing. All must find what the folder itself holds.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, onTestFinished, test } from 'vitest'
import { nodeFolder } from '../../lab/layouts/node-folder'
import { said } from '../../src/core/errors/test-said'
import { checkManifest } from '../../src/core/manifest-check'
import type { ModelManifest } from '../../src/core/manifest'
import type { ModelSource } from '../../src/protocol/inspection'
import { inspectFolder } from '../../workers/library/inspect-folder'
import { inspectModel } from '../../workers/library/inspect-model'
import { commit, serveModels } from './model-server'
import type { ModelServer, ServerHabits } from './model-server'
import { unetGraph, wholeModel } from './tiny-graphs'

const golden = join(import.meta.dirname, '..', 'golden', 'layouts')
const layouts = readdirSync(golden).filter((name) => existsSync(join(golden, name, 'tokenizer')) || existsSync(join(golden, name, 'tokenizer.json')))

const servers: ModelServer[] = []
async function serve(habits: ServerHabits): Promise<ModelServer> {
  const server = await serveModels(habits)
  servers.push(server)
  return server
}
afterEach(() => servers.splice(0).forEach((server) => server.close()))

const web = { fetch: (url: string, init: RequestInit) => fetch(url, init), online: () => true, sleep: async () => {}, patienceMs: 5000 }
const hubOf = (name: string): Record<string, string> => ({ [`someone/${name}`]: join(golden, name) })

/** What must be the same wherever the files are. */
function facts({ description, files, family, precisions, tokenizer, tokenizer2, text, scheduler, latent, size, textWidth, guidanceEmbedding, defaults }: ModelManifest) {
  return { family, precisions, tokenizer, tokenizer2, text, scheduler, latent, size, textWidth, guidanceEmbedding, defaults, side: description.en.split(',')[1], files: files.map(({ path, bytes }) => ({ path, bytes })).toSorted((a, b) => (a.path < b.path ? -1 : 1)) }
}

test.each(layouts)('%s on a hub', async (name) => {
  const server = await serve({ repositories: hubOf(name), card: { license: 'openrail++' }, pageSize: 3 })
  const here = await inspectFolder(nodeFolder(join(golden, name)))
  const found = await inspectModel({ kind: 'hub', source: { repo: `someone/${name}`, revision: 'main' }, folder: '' }, { hub: server.url, web })
  expect(found.problems).toEqual([])
  expect(facts(found.manifest!)).toEqual(facts(here.manifest!))
  expect(found.manifest).toMatchObject({ source: { repo: `someone/${name}`, revision: commit }, baseUrl: `${server.url}/someone/${name}/resolve/${commit}/`, licence: 'CreativeML Open RAIL++-M', acceptLicence: true })
  expect(found.manifest!.files.filter(({ path, sha256 }) => /onnx|pb$/.test(path) !== (sha256 !== undefined))).toEqual([])
  expect(checkManifest({ version: 1, models: [{ ...found.manifest, id: 'm' }] }).models[0]).toEqual({ ...found.manifest, id: 'm' })
})

test.each([
  ['a mirror without the API', (name: string): ServerHabits => ({ repositories: hubOf(name), api: false })],
  ['a server that knows no HEAD', (name: string): ServerHabits => ({ repositories: hubOf(name), api: false, head: false })],
  ['a server without ranges', (name: string): ServerHabits => ({ repositories: hubOf(name), api: false, ranges: false })],
  ['a line that drops', (name: string): ServerHabits => ({ repositories: hubOf(name), dropEvery: 4 })],
])('%s', { timeout: 60_000 }, async (_, habits) => {
  for (const name of ['sd21-optimum-v', 'sdxl-turbo-webnn', 'sdxs-flat']) {
    const server = await serve(habits(name))
    const here = await inspectFolder(nodeFolder(join(golden, name)))
    const found = await inspectModel({ kind: 'hub', source: { repo: `someone/${name}`, revision: 'main' }, folder: '' }, { hub: server.url, web })
    expect(found.problems, name).toEqual([])
    expect(facts(found.manifest!), name).toEqual(facts(here.manifest!))
  }
})

test.each(layouts)('%s below any address, on a server that shows its folders', async (name) => {
  const server = await serve({ folder: golden, index: true })
  const here = await inspectFolder(nodeFolder(join(golden, name)))
  const found = await inspectModel({ kind: 'url', baseUrl: `${server.url}/${name}/` }, { hub: 'https://hub.test', web })
  expect(found.problems).toEqual([])
  expect(facts(found.manifest!)).toEqual(facts(here.manifest!))
  expect(found.manifest).toMatchObject({ baseUrl: `${server.url}/${name}/` })
  expect(found.manifest).not.toHaveProperty('source')
  expect(checkManifest({ version: 1, models: [{ ...found.manifest, id: 'm' }] }).models).toHaveLength(1)
})

test.each([
  ['lists nothing', {}],
  ['lists nothing and knows no HEAD', { head: false }],
  ['compresses what it sends', { gzip: true }],
  ['gives no parts of files', { ranges: false }],
  ['answers everything that is missing with its page', { singlePage: true }],
])('a server that %s', { timeout: 60_000 }, async (_, habits) => {
  const name = 'sd21-optimum-v' // its UNet's weights are in shards, named by the graph alone
  const server = await serve({ folder: golden, ...habits })
  const here = await inspectFolder(nodeFolder(join(golden, name)))
  const found = await inspectModel({ kind: 'url', baseUrl: `${server.url}/${name}/` }, { hub: 'https://hub.test', web })
  expect(found.problems).toEqual([])
  expect(facts(found.manifest!)).toEqual(facts(here.manifest!))
})

const sourceOf = (revision: string, folder: string) => ({ kind: 'hub' as const, source: { repo: 'someone/all', revision }, folder })

test('a folder of a repository, and a version of it', async () => {
  const server = await serve({ repositories: { 'someone/all': golden } })
  const found = await inspectModel(sourceOf(commit, 'sdxs-flat/'), { hub: server.url, web })
  expect(found).toMatchObject({ name: 'all/sdxs-flat', problems: [], manifest: { precisions: [{ graphs: { unet: { graph: 'sdxs-flat/unet.onnx' } } }] } })
  expect(said((await inspectModel(sourceOf(commit, 'nowhere/'), { hub: server.url, web })).problems[0]).message).toMatch(/no folder nowhere/)
  // Seven models in one repository: one must be chosen.
  expect((await inspectModel(sourceOf('main', ''), { hub: server.url, web })).choices.length).toBeGreaterThan(3)
})

const noise = Uint8Array.from({ length: 1_000_000 }, (_, i) => Math.imul(i + 3, 2654435761) >>> 24)
const halves = (count: number) => Array.from({ length: count }, (_, n) => ({ name: `w${n}`, dims: [500_000], type: 10, data: noise }))

/** A whole model with that many megabytes in its UNet, in a folder that goes with the test. */
async function layModel(name: string, megabytes: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'large-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [path, blob] of Object.entries({ ...wholeModel(), 'unet/model.onnx': unetGraph({ weights: halves(megabytes) }) })) {
    mkdirSync(join(folder, name, path, '..'), { recursive: true })
    writeFileSync(join(folder, name, path), new Uint8Array(await blob.arrayBuffer()))
  }
  return folder
}

test('of graphs on a server only the heads are fetched', async () => {
  const folder = await layModel('big', 60)
  const server = await serve({ repositories: { 'someone/big': join(folder, 'big') } })
  const found = await inspectModel({ kind: 'hub', source: { repo: 'someone/big', revision: 'main' }, folder: '' }, { hub: server.url, web })
  expect(found.problems).toEqual([])
  expect(found.precisions[0]).toMatchObject({ id: 'fp16', parts: [{ part: 'unet', weights: 'float16', bytes: expect.any(Number) }, {}, {}] })
  expect(found.precisions[0]!.bytes).toBeGreaterThan(60_000_000)
  expect(server.sentBytes()).toBeLessThan(3_000_000)
  expect(server.asked.filter((line) => line.includes('unet/model.onnx')).length).toBeLessThan(40)
})

test('a server that gives no parts of files is told so; what is not large is read whole', async () => {
  const folder = await layModel('big', 60)
  const server = await serve({ folder, ranges: false, index: true })
  const refused = await inspectModel({ kind: 'url', baseUrl: `${server.url}/big/` }, { hub: 'https://hub.test', web })
  expect(refused.problems[0]).toMatchObject({ key: 'download-failed.no-parts', params: { path: 'unet/model.onnx', megabytes: 60 } })
  expect(refused.manifest).toBeNull()
  const smaller = await serve({ folder: await layModel('small', 2), ranges: false, index: true })
  expect(await inspectModel({ kind: 'url', baseUrl: `${smaller.url}/small/` }, { hub: 'https://hub.test', web })).toMatchObject({ problems: [], precisions: [{ id: 'fp16' }] })
})

const hubSource = { kind: 'hub' as const, source: { repo: 'someone/sdxs-flat', revision: 'main' }, folder: '' }
const troubles = async (habits: ServerHabits, source: ModelSource = hubSource) => {
  const server = await serve({ repositories: hubOf('sdxs-flat'), ...habits })
  const found = await inspectModel(source, { hub: server.url, web })
  expect(found.manifest).toBeNull()
  return found.problems[0]
}

test.each([
  ['gated', { gated: true }, hubSource, 'download-failed', /someone\/sdxs-flat is gated/],
  ['not there, or private', {}, { ...hubSource, source: { repo: 'someone/else', revision: 'main' } }, 'not-found', /someone\/else is private, or there is no such model on 127/],
  ['without that version', {}, { ...hubSource, source: { repo: 'someone/sdxs-flat', revision: 'v9' } }, 'not-found', /no such version/],
  ['asked too often', { status: 429 }, hubSource, 'download-failed', /asked too often/],
  ['on a hub in trouble', { status: 500 }, hubSource, 'download-failed', /trouble of its own \(500\)/],
  ['behind a login', { status: 403 }, hubSource, 'download-failed', /only to people that it knows/],
  ['below an address with nothing', { folder: golden }, { kind: 'url' as const, baseUrl: '/nothing/' }, 'not-found', /Nothing of a model was found below/],
])('a repository that is %s', async (_, habits, source, code, message) => {
  const server = await serve({ repositories: hubOf('sdxs-flat'), ...habits })
  const at = source.kind === 'url' ? { ...source, baseUrl: server.url + source.baseUrl } : source
  const { problems, manifest } = await inspectModel(at, { hub: server.url, web })
  expect(manifest).toBeNull()
  expect(problems[0]?.code).toBe(code)
  expect(said(problems[0])).toEqual({ message: expect.stringMatching(message), remedy: expect.stringMatching(/\.$/) })
})

test('a wait that the hub asks for is told in seconds', async () => {
  expect(said(await troubles({ status: 429 })).remedy).toBe('Wait 7 seconds and try again.')
})

const failing = (how: Partial<typeof web>) => inspectModel(hubSource, { hub: 'https://hub.test', web: { ...web, ...how } })
const down = () => Promise.reject(new TypeError('Failed to fetch'))
const silent = (_: string, { signal }: RequestInit) => new Promise<Response>((__, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))

test('no network, no answer, no permission: told apart', async () => {
  expect((await failing({ fetch: down, online: () => false })).problems[0]).toMatchObject({ code: 'offline' })
  expect(said((await failing({ fetch: down })).problems[0]).message).toMatch(/hub.test cannot be reached/)
  const noCors = (_: string, init: RequestInit) => (init.mode === 'no-cors' ? Promise.resolve(new Response()) : down())
  expect(said((await failing({ fetch: noCors })).problems[0]).message).toMatch(/does not let other sites read/)
  expect(said((await failing({ fetch: silent, patienceMs: 50 })).problems[0]).message).toMatch(/does not answer/)
})
