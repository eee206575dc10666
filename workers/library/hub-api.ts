// What a hub tells of a repository before anything is downloaded: the commit behind a branch, every file with its size and, for
// large ones, its SHA-256, the licence, and whether it is gated. The Hugging Face API; mirrors may have it or not.
import { EngineError } from '../../src/core/errors/engine-error'
import { plainHub } from '../../src/core/hub'
import { licenceLink } from '../../src/core/licences'
import type { HubSource, ModelFile } from '../../src/core/manifest'
import { hostOf } from '../answers'
import { ask, listingOf, refusal } from './web'
import type { Web } from './web'

export interface Repository {
  /** With the commit in place of a branch. */
  source: HubSource
  files: ModelFile[]
  licence: { name: string; url: string | null } | null
}

/** Pages of a listing that are read at most; a page has a thousand files. */
const mostPages = 20

/** Null where the server has no such API: then nothing is listed and files are asked for one by one. */
export async function readRepository(web: Web, hub: string, source: HubSource): Promise<Repository | null> {
  const api = `${plainHub(hub)}/api/models/${source.repo}`
  const answer = await ask(web, `${api}/revision/${encodeURIComponent(source.revision)}`)
  const info = await jsonOf(web, answer)
  if (!answer.ok) {
    // A server without the API says 404 or 405 in words of its own; the hub says so in JSON.
    if (info === null && [404, 405, 501].includes(answer.status)) return null
    throw refusal(answer, named(source), codeOf(answer, info))
  }
  if (!isObject(info)) return null
  if (info['gated']) throw refusal(answer, source.repo, 'GatedRepo')
  const commit = typeof info['sha'] === 'string' && /^[0-9a-f]{7,64}$/.test(info['sha']) ? info['sha'] : source.revision
  const pinned = { repo: source.repo, revision: commit }
  return { source: pinned, files: await listFiles(web, `${api}/tree/${encodeURIComponent(commit)}`, pinned), licence: licenceIn(info['cardData']) }
}

const named = ({ repo, revision }: HubSource): string => (revision === 'main' ? repo : `${repo}@${revision}`)

async function listFiles(web: Web, url: string, source: HubSource): Promise<ModelFile[]> {
  const files: ModelFile[] = []
  let cursor: string | null = ''
  for (let page = 0; cursor !== null && page < mostPages; page++) {
    const answer = await ask(web, `${url}?recursive=true${cursor && `&cursor=${cursor}`}`)
    const entries = await jsonOf(web, answer)
    if (!answer.ok) throw refusal(answer, named(source), codeOf(answer, entries))
    if (!Array.isArray(entries)) throw new EngineError('download-failed.listing', { host: hostOf(url), repo: source.repo }, url)
    files.push(...entries.flatMap(fileOf))
    // The next page's address names the hub itself; behind a mirror only its cursor is of use.
    cursor = /[?&]cursor=([^&>]+)[^>]*>;\s*rel="next"/.exec(answer.headers.get('link') ?? '')?.[1] ?? null
  }
  return files
}

function fileOf(entry: unknown): ModelFile[] {
  if (!isObject(entry) || entry['type'] !== 'file' || typeof entry['path'] !== 'string') return []
  const lfs = isObject(entry['lfs']) ? entry['lfs'] : {}
  const bytes = typeof lfs['size'] === 'number' ? lfs['size'] : entry['size']
  const [, sha256] = /^(?:sha256:)?([0-9a-f]{64})$/.exec(String(lfs['oid'])) ?? []
  return typeof bytes === 'number' && Number.isSafeInteger(bytes) && bytes > 0 ? [{ path: entry['path'], bytes, ...(sha256 && { sha256 }) }] : []
}

function licenceIn(card: unknown): Repository['licence'] {
  if (!isObject(card)) return null
  const name = [card['license_name'], card['license']].flat().find((value) => typeof value === 'string' && value !== '')
  return typeof name === 'string' ? { name: name.slice(0, 200), url: licenceLink(card['license_link']) } : null
}

/** The hub's own name for what went wrong; other origins may be shown the header or not. */
function codeOf(answer: Response, body: unknown): string {
  const header = answer.headers.get('x-error-code')
  if (header) return header
  const words = isObject(body) ? String(body['error'] ?? '') : ''
  if (/gated|restricted/i.test(words)) return 'GatedRepo'
  return /revision/i.test(words) ? 'RevisionNotFound' : ''
}

async function jsonOf(web: Web, answer: Response): Promise<unknown> {
  const text = await listingOf(web, answer)
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
