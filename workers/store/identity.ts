// What a file is called in storage, and where it comes from. A file whose SHA-256 is published is named by it, so that two
// models share what they have in common and a new version simply misses. Others are named by their address.
import type { ModelFile, ModelManifest } from '../../src/core/manifest'
import type { PartStore } from './parts'

/** A model, or a part of one: the files that one precision needs. */
export type FileSet = Pick<ModelManifest, 'baseUrl' | 'files'> & {
  /** Where it lies on a hub. The same on every mirror, so it names files without a hash in place of the mirror's address. */
  source?: { repo: string; revision: string }
}

export interface WantedFile {
  file: ModelFile
  /** Its name in storage. */
  id: string
  /** Null for a file that came from a person's disk. */
  url: string | null
}

/** Files that differ in what they are called: two paths with the same content are stored, fetched and counted once. */
export async function wantedFiles(set: FileSet, pageUrl: string, parts: Pick<PartStore, 'records'>): Promise<WantedFile[]> {
  const wanted = new Map<string, WantedFile & { address: string }>()
  for (const file of set.files) {
    const url = urlOf(file, set, pageUrl)
    const address = addressOf(file, set, url)
    const id = file.sha256 ?? address
    if (!wanted.has(id)) wanted.set(id, { file, id, url, address })
  }
  // A hash that was published since the file was fetched: the file is here already, under its address.
  const hashed = [...wanted.values()].filter(({ file }) => file.sha256 !== undefined)
  const byHash = await parts.records(hashed.map(({ id }) => id))
  const strangers = hashed.filter((_, at) => !byHash[at])
  const byAddress = await parts.records(strangers.map(({ address }) => address))
  for (const [at, found] of strangers.entries()) if (byAddress[at]?.complete && byAddress[at].sha256 === found.file.sha256) found.id = found.address
  return [...wanted.values()].map(({ file, id, url }) => ({ file, id, url }))
}

/** Every name under which a file of these models may be stored. */
export function possibleIds(sets: readonly FileSet[], pageUrl: string): Set<string> {
  return new Set(sets.flatMap((set) => set.files.flatMap((file) => {
    const address = addressOf(file, set, urlOf(file, set, pageUrl))
    return file.sha256 === undefined ? [address] : [file.sha256, address]
  })))
}

/** Whether a file has a name of its own. One without, from a person's disk, gets one when it is hashed. */
export const isNamed = ({ id }: WantedFile): boolean => !id.startsWith(nameless)

const nameless = 'nameless:'

function urlOf(file: ModelFile, { baseUrl }: FileSet, pageUrl: string): string | null {
  if (file.url !== undefined) return file.url
  if (baseUrl === '') return null
  try {
    const url = new URL(file.path, new URL(baseUrl, pageUrl))
    return /^https?:$/.test(url.protocol) ? url.href : null
  } catch {
    return null // remembered in another form, and no address at all
  }
}

function addressOf(file: ModelFile, { source }: FileSet, url: string | null): string {
  if (source && file.url === undefined) return `hub:${source.repo}@${source.revision}/${file.path}`
  return url ?? nameless + file.path
}
