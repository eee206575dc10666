// A repository on a hub, or the files below any address, as a folder: listed by the hub's API, by the server's own index pages,
// or, where nothing is listed, found by asking for the usual names.
import { EngineError } from '../../src/core/errors/engine-error'
import { decoded, fileAddress, hubBase } from '../../src/core/hub'
import type { ModelFile } from '../../src/core/manifest'
import type { ModelAddress } from '../../src/core/model-address'
import { hostOf } from '../answers'
import { readRepository } from './hub-api'
import { readIndexPages } from './index-page'
import { listedFolder, subfolder } from './model-folder'
import type { ModelFolder } from './model-folder'
import { probe, probeUsualNames, sizeOf } from './probe'
import { remoteBlob } from './remote-blob'
import { ask } from './web'
import type { Web } from './web'

/** Rejects when there is no such repository, nothing of a model, or no answer. */
export async function remoteFolder(web: Web, hub: string, address: ModelAddress): Promise<ModelFolder> {
  if (address.kind === 'url') return unlistedFolder(web, address.baseUrl, '', nameOf(address.baseUrl), { baseUrl: address.baseUrl })
  const { source, folder } = address
  const name = source.repo.slice(source.repo.indexOf('/') + 1)
  const repository = await readRepository(web, hub, source)
  if (!repository) {
    const baseUrl = hubBase(hub, source)
    return unlistedFolder(web, baseUrl, folder, name, { baseUrl, source })
  }
  const baseUrl = hubBase(hub, repository.source)
  const whole = listedFolder(name, repository.files, opener(web, baseUrl, repository.files), { place: { baseUrl, source: repository.source }, ...(repository.licence && { licence: repository.licence }) })
  if (folder !== '' && !repository.files.some(({ path }) => path.startsWith(folder))) throw new EngineError('not-found.folder', { repo: source.repo, folder: folder.replace(/\/$/, '') }, baseUrl)
  return subfolder(whole, folder)
}

async function unlistedFolder(web: Web, baseUrl: string, folder: string, name: string, place: NonNullable<ModelFolder['place']>): Promise<ModelFolder> {
  const paths = await readIndexPages(web, baseUrl, folder)
  const files = paths.some((path) => path.endsWith('.onnx')) ? await probe(web, baseUrl, paths) : await probeUsualNames(web, baseUrl, folder)
  if (files.length === 0) {
    const where = baseUrl + folder
    // One refusal may be of what is not there; where model_index.json is refused as well, it may be all.
    const answer = await ask(web, baseUrl + encodeURI(`${folder}model_index.json`), { method: 'HEAD' })
    if (answer.status === 401 || answer.status === 403) throw new EngineError('download-failed.closed', { where, host: hostOf(baseUrl), status: answer.status }, answer.url)
    throw new EngineError('not-found.nothing-below', { where })
  }
  const known = listedFolder(name, files, opener(web, baseUrl, files), { place })
  return {
    ...known,
    /** A graph names its weights; they may be there although nobody listed them. */
    async find(path) {
      const listed = files.find((file) => file.path === path)
      if (listed) return listed
      const bytes = await sizeOf(web, fileAddress(baseUrl, path), path)
      if (bytes === null) return null
      const file = { path, bytes }
      files.push(file)
      return file
    },
  }
}

function opener(web: Web, baseUrl: string, files: readonly ModelFile[]): (path: string) => Promise<Blob> {
  return async (path) => {
    const file = files.find((candidate) => candidate.path === path)
    if (!file) throw new EngineError('not-found.path', { path }, baseUrl)
    return remoteBlob(web, fileAddress(baseUrl, path), file)
  }
}

/** The last folder of an address; of one that ends in resolve/main/, as hubs have them, the one before. */
function nameOf(baseUrl: string): string {
  const [last = '', ...before] = new URL(baseUrl).pathname.split('/').filter((part) => part !== '').map(decoded).toReversed()
  return before[0] === 'resolve' ? (before[1] ?? last) : last || new URL(baseUrl).hostname
}
