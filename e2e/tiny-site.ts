// The built app with a tiny model first in its list, for everything that is not about Pictograms: random weights in the layout of a published
// export, loaded in a moment. Served like the real one, isolation headers included.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ManifestFile } from '../src/core/manifest'
import { serveDist } from '../scripts/dist.mjs'
import { servedModel } from './served-model'

export interface TinySite {
  url: string
  close(): Promise<void>
}

export async function serveTinyApp(): Promise<TinySite> {
  const folder = await writeTinyApp()
  const host = await serveDist({ port: 0, host: '127.0.0.1', folder })
  return {
    url: host.url,
    async close() {
      await host.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** The folder that such a site serves; whoever asked for it removes it. */
export async function writeTinyApp(): Promise<string> {
  const dist = join(import.meta.dirname, '..', 'dist')
  const folder = mkdtempSync(join(tmpdir(), 'darkroom-tiny-'))
  cpSync(dist, folder, { recursive: true, filter: (source) => source !== join(dist, 'models') })
  const { manifest, files } = await servedModel('tiny', 1024, () => true)
  for (const [path, bytes] of files) {
    const place = join(folder, 'models', 'tiny', path)
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(place, bytes)
  }
  const { models, ...rest } = JSON.parse(readFileSync(join(dist, 'models.manifest.json'), 'utf8')) as ManifestFile
  // In the place of Pictograms, before those that other servers have.
  writeFileSync(join(folder, 'models.manifest.json'), JSON.stringify({ ...rest, models: [{ ...manifest, name: 'Tiny', baseUrl: 'models/tiny/' }, ...models.slice(1)] }))
  return folder
}
