// A listed model whose sizes or hashes nobody wrote down, completed from the hub before its first download: exact bytes, the
// SHA-256 of large files, and the commit behind a branch, so that a later change there cannot mix two versions.
import { EngineError } from '../../src/core/errors/engine-error'
import { fileAddress, resolveBase } from '../../src/core/hub'
import type { ModelFile, ModelManifest } from '../../src/core/manifest'
import { readRepository } from './hub-api'
import type { Repository } from './hub-api'
import { sizeOf } from './probe'
import type { Web } from './web'

/** Below this a file is not in LFS, and a hub publishes no hash of it. */
const hashedFrom = 10_000_000

/** Without an exact size nothing can be downloaded, without a hash it can. */
const isOpen = (file: ModelFile, { source }: ModelManifest): boolean =>
  file.approximate === true || (source !== undefined && file.url === undefined && file.sha256 === undefined && file.bytes >= hashedFrom)

/**
 * The very same manifest where nothing is open in the files `needed`. Rejects when one of their sizes cannot be had; what else the
 * hub does not tell stays open.
 */
export async function completeModel(manifest: ModelManifest, needed: readonly ModelFile[], hub: string, web: Web): Promise<ModelManifest> {
  if (!needed.some((file) => isOpen(file, manifest))) return manifest
  const { source } = manifest
  const must = needed.some(({ approximate }) => approximate)
  const repository = source ? await readRepository(web, hub, source).catch((thrown: unknown) => {
    if (must || web.signal.aborted) throw thrown
    return null
  }) : null
  const files: ModelFile[] = []
  for (const file of manifest.files) {
    const wanted = needed.some(({ path }) => path === file.path)
    try {
      files.push(repository && file.url === undefined ? told(file, repository) : await asked(file, manifest, web))
    } catch (thrown) {
      if (wanted) throw thrown
      files.push(file) // an extra that few pictures need
    }
  }
  return resolveBase({ ...manifest, files, ...(repository && { source: repository.source }) }, hub)
}

/** What the listing says of a file; what the list of models says must agree. */
function told(file: ModelFile, { files, source }: Repository): ModelFile {
  const found = files.find(({ path }) => path === file.path)
  if (!found) throw new EngineError('not-found.in-repository', { path: file.path, repo: source.repo }, source.revision)
  const { path, bytes, sha256, approximate } = file
  const changed = (sha256 !== undefined && found.sha256 !== undefined && sha256 !== found.sha256) || (!approximate && bytes !== found.bytes)
  if (changed) throw new EngineError('wrong-hash.hub', { path }, `${found.bytes} bytes, ${found.sha256 ?? 'no hash'} instead of ${bytes} bytes, ${sha256 ?? 'no hash'}`)
  const hash = sha256 ?? found.sha256
  return { path, bytes: found.bytes, ...(hash !== undefined && { sha256: hash }) }
}

/** A size that nobody lists, from the server of the file itself. */
async function asked(file: ModelFile, { baseUrl }: ModelManifest, web: Web): Promise<ModelFile> {
  if (!file.approximate) return file
  const url = file.url ?? fileAddress(baseUrl, file.path)
  const bytes = await sizeOf(web, url, file.path)
  if (bytes === null) throw new EngineError('not-found.on-mirror', { path: file.path }, url)
  const { approximate: _, ...rest } = file
  return { ...rest, bytes }
}
