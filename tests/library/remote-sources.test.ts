// The layouts of exporters as a person would name them: a repository on a hub, a mirror without the hub's API, any server with
// index pages or without a listing. All must find what the folder itself holds.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { nodeFolder } from '../../scripts/node-folder'
import { checkManifest } from '../../src/core/manifest-check'
import type { ModelManifest } from '../../src/core/manifest'
import { inspectFolder } from '../../workers/library/inspect-folder'
import { inspectModel } from '../../workers/library/inspect-model'
import { commit, serveModels } from './model-server'
import type { ModelServer, ServerHabits } from './model-server'

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
