// Asking servers about models: one fetch with a deadline, and the error for each way in which a server says no. Downloads are
// not this file's business (workers/store).
import { EngineError } from '../../src/core/errors/engine-error'
import { answersOthers, bytesUpTo, hostOf, retryAfter } from '../answers'

export interface Web {
  fetch(url: string, init: RequestInit): Promise<Response>
  online(): boolean
  sleep(ms: number): Promise<void>
  /** A server that says nothing for this long is given up. */
  patienceMs: number
  /** Whether the page is cross-origin isolated. */
  isolated?: boolean
  /** The page's own. */
  origin?: string
  signal: AbortSignal
}

export function browserWeb(signal: AbortSignal): Web {
  return {
    fetch: (url, init) => fetch(url, init),
    online: () => navigator.onLine,
    sleep: (ms) => new Promise((wake) => setTimeout(wake, ms)),
    patienceMs: 30_000,
    // In Node there is no such thing.
    isolated: globalThis.crossOriginIsolated === true,
    origin: (globalThis.location as WorkerLocation | undefined)?.origin ?? '',
    signal,
  }
}

/** Any answer, of whatever status. Rejects with `offline`, `download-failed` or, when the signal fires, `cancelled`. */
export async function ask(web: Web, url: string, init: RequestInit = {}): Promise<Response> {
  const deadline = AbortSignal.timeout(web.patienceMs)
  try {
    // no-store: a listing or a size out of the HTTP cache may be older than the files.
    return await web.fetch(url, { cache: 'no-store', ...init, signal: AbortSignal.any([deadline, web.signal]) })
  } catch (thrown) {
    throw await explained(web, url, thrown, deadline.aborted)
  }
}

/** A body's bytes, with the same errors. Of one that goes on behind `limit` no more is read: its length tells. */
export async function bodyOf(web: Web, response: Response, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await bytesUpTo(limit, response)
  } catch (thrown) {
    throw await explained(web, response.url, thrown, false)
  }
}

/** What a server lists: a page of links, the answer of an API. A thousand files of a hub have some 300 kB. */
const longestListing = 8 * 1024 * 1024

export async function listingOf(web: Web, response: Response): Promise<string> {
  const bytes = await bodyOf(web, response, longestListing)
  if (bytes.length > longestListing) throw new EngineError('download-failed.listing-size', { host: hostOf(response.url), megabytes: longestListing / 1024 / 1024 }, response.url)
  return new TextDecoder().decode(bytes)
}

async function explained(web: Web, url: string, thrown: unknown, late: boolean): Promise<EngineError> {
  const why = `${String(thrown)} · ${url}`
  const host = hostOf(url)
  if (web.signal.aborted) return new EngineError('cancelled.inspection', {}, why)
  if (!web.online()) return new EngineError('offline.inspection', {}, why)
  if (late) return new EngineError('download-failed.silent', { host }, why)
  if (isForbidden(web, url)) return new EngineError('download-failed.plain-http', { host }, why)
  const probing = AbortSignal.any([AbortSignal.timeout(Math.ceil(web.patienceMs / 3)), web.signal])
  if (await answersOthers(web.fetch, url, probing)) return new EngineError('download-failed.no-cors', { host }, why)
  return new EngineError(web.isolated ? 'download-failed.unreachable-or-closed' : 'download-failed.unreachable', { host }, why)
}

/** The page's policy, and on https sites the browser, keep it from addresses without encryption but on this machine (docs/hosting.md). */
function isForbidden({ origin }: Web, url: string): boolean {
  if (!url.startsWith('http:') || !origin) return false
  const asked = new URL(url)
  return asked.origin !== origin && !['localhost', '127.0.0.1'].includes(asked.hostname)
}

/** What a server's refusal means; `what` is what was asked for, such as “owner/name” or a file's path. */
export function refusal(response: Response, what: string, code = response.headers.get('x-error-code') ?? ''): EngineError {
  const { status, url } = response
  const host = hostOf(url)
  const why = `HTTP ${status}${code && ` ${code}`} · ${url}`
  const seconds = retryAfter(response, Date.now())
  if (status === 429) return seconds !== null ? new EngineError('download-failed.too-often-wait', { host, seconds }, why) : new EngineError('download-failed.too-often', { host }, why)
  if (code === 'GatedRepo') return new EngineError('download-failed.gated', { what, host }, why)
  if (code === 'RevisionNotFound') return new EngineError('not-found.version', { what }, why)
  if (code === 'EntryNotFound') return new EngineError('not-found.entry', { what }, why)
  // The hub says 401 of what is private and of what does not exist, so that nobody can tell which.
  if (status === 401) return new EngineError('not-found.private', { what, host }, why)
  if (status === 404 || status === 410) return new EngineError('not-found.on-host', { what, host }, why)
  if (status === 403) return new EngineError('download-failed.forbidden', { what, host }, why)
  if (status === 503) return seconds !== null ? new EngineError('download-failed.busy-wait', { host, seconds }, why) : new EngineError('download-failed.busy', { host }, why)
  if (status >= 500) return new EngineError('download-failed.trouble', { host, status }, why)
  return new EngineError('download-failed.refused', { what, host, status }, why)
}

/** Single-page servers answer what is missing with their page and status 200. */
export function isPage(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/html') ?? false
}
