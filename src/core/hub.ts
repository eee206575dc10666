// Addresses of models: where the files of a repository on a hub lie, which mirror they are asked from, and what a person pastes
// when asked for a model. Pure: nothing is fetched here.
import { EngineError } from './errors/engine-error'
import type { HubSource, ModelManifest } from './manifest'

export const defaultHub = 'https://huggingface.co'

/** Names that can be joined to an address and mean the same there: no '..', no leading '/', none of ? # % and backslash, no character that an address drops. */
export const plainPath = /^(?!\.\.?(\/|$))[^/\\?#%:\s\p{Cc}][^/\\?#%:\p{Cc}]*(\/(?!\.\.?(\/|$))[^/\\?#%:\p{Cc}]+)*$/u

/** Where a file of a model lies. A graph or a listing may name any path: one that is no plain one is refused before it is asked for,
 * and the server is always the model's own. */
export function fileAddress(baseUrl: string, path: string): string {
  if (!plainPath.test(path) || /\p{Surrogate}/u.test(path)) throw new EngineError('model-broken.file-names', { paths: path.slice(0, 200) })
  return baseUrl + encodeURI(path)
}

/** Below it lie the files of a repository; ends in '/'. */
export function hubBase(hub: string, { repo, revision }: HubSource): string {
  return `${plainHub(hub)}/${repo}/resolve/${encodeURIComponent(revision)}/`
}

/** A model as the hub or mirror in the settings serves it. One that does not lie on a hub stays as it is. */
export function resolveBase<T extends Pick<ModelManifest, 'baseUrl' | 'source' | 'files'>>(manifest: T, hub: string): T {
  const base = plainHub(hub)
  const files = manifest.files.map((file) => (file.url?.startsWith(`${defaultHub}/`) ? { ...file, url: base + file.url.slice(defaultHub.length) } : file))
  return { ...manifest, files, ...(manifest.source && { baseUrl: hubBase(base, manifest.source) }) }
}

export const plainHub = (hub: string): string => hub.replace(/\/+$/, '')

export function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part // a lone %
  }
}
