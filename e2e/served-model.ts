// One of our tiny models as a server of its own would have it, with the entry for it in the list of models. A file of random
// bytes beside the weights makes it large enough to be fetched over several connections.
import { createCipheriv, createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ManifestFile, ModelFile, ModelManifest } from '../src/core/manifest'
import { nodeFolder } from '../lab/layouts/node-folder'
import { detectModel } from '../workers/library/folder-model'
import { manifest as shipped } from './model-files'
import { serveStatically } from './static-server'

const folder = join(import.meta.dirname, '..', 'tests', 'golden', 'layouts', 'sd-optimum-taesd')
const ballast = 'unet/ballast.bin'

export interface ServedModel {
  manifest: ModelManifest
  /** By path. */
  files: Map<string, Buffer<ArrayBuffer>>
  /** By path, also of files whose hash the manifest does not tell. */
  hashes: Map<string, string>
}

/** `publishes` tells which files' hashes stand in the manifest. */
export async function servedModel(id: string, ballastBytes: number, publishes: (path: string) => boolean): Promise<ServedModel> {
  const source = nodeFolder(folder)
  const { manifest: found } = await detectModel(source)
  const files = new Map([[ballast, noise(ballastBytes)]])
  for (const { path } of found.files) files.set(path, Buffer.from(await (await source.open(path)).arrayBuffer()))
  const hashes = new Map([...files].map(([path, bytes]) => [path, createHash('sha256').update(bytes).digest('hex')]))
  const listed = [...files].map(([path, bytes]): ModelFile => ({ path, bytes: bytes.length, ...(publishes(path) && { sha256: hashes.get(path)! }) }))
  const precisions = found.precisions.map((precision) => {
    const unet = { ...precision.graphs.unet, externalData: { ...precision.graphs.unet.externalData, 'ballast.bin': ballast } }
    return { ...precision, graphs: { ...precision.graphs, unet } }
  })
  const examples = { en: ['a red fish'], zh: ['一条红鱼'] }
  return { manifest: { ...found, id, files: listed, precisions, examples }, files, hashes }
}

/**
 * The built app with this model in its list, on a server of its own: no request is routed by the test, which would change how
 * Chromium fetches ranges from another origin. The model that the app opens with is made so big that it waits for a yes nobody gives.
 * @param hurry by how much waiting goes by faster in the engine.
 * @param prelude what the worker runs before its own script.
 */
export async function serveAppWith(manifest: ModelManifest, baseUrl: string, hurry = 1, prelude = ''): Promise<{ url: string; close: () => void }> {
  const dist = join(import.meta.dirname, '..', 'dist')
  const site = mkdtempSync(join(tmpdir(), 'darkroom-site-'))
  cpSync(dist, site, { recursive: true, filter: (source) => source !== join(dist, 'models') })
  const waiting = { ...shipped, files: shipped.files.map((file) => ({ ...file, bytes: 1e9 })) }
  const { models, ...rest } = JSON.parse(readFileSync(join(dist, 'models.manifest.json'), 'utf8')) as ManifestFile
  writeFileSync(join(site, 'models.manifest.json'), JSON.stringify({ ...rest, models: [waiting, { ...manifest, baseUrl }, ...models.slice(1)] }))
  const script = join(site, 'assets', readdirSync(join(site, 'assets')).find((name) => name.startsWith('diffusion.worker'))!)
  const faster = `{ const wait = self.setTimeout; self.setTimeout = (run, ms = 0, ...rest) => wait(run, ms / ${hurry}, ...rest) }`
  const before = [...(hurry === 1 ? [] : [faster]), ...(prelude === '' ? [] : [prelude])]
  // A file of its own, imported first: the engine is imported too, and would run before any line of the script.
  if (before.length > 0) {
    writeFileSync(join(site, 'assets', 'prelude.js'), before.join('\n'))
    writeFileSync(script, `import './prelude.js'\n${readFileSync(script, 'utf8')}`)
  }
  const host = await serveStatically(site, 'app')
  return {
    url: host.url,
    close: () => {
      host.close()
      rmSync(site, { recursive: true })
    },
  }
}

/** Bytes that do not compress (Chromium packs what it stores), the same each time. */
function noise(length: number): Buffer<ArrayBuffer> {
  return Buffer.from(createCipheriv('aes-128-ctr', Buffer.alloc(16, 1), Buffer.alloc(16)).update(Buffer.alloc(length)))
}
