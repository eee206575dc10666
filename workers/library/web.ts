// Asking servers about models: one fetch with a deadline, and the sentence for each way in which a server says no. Downloads are
// not this file's business (workers/store).
import { EngineError } from '../../src/core/errors/engine-error'

export interface Web {
  fetch(url: string, init: RequestInit): Promise<Response>
  online(): boolean
  sleep(ms: number): Promise<void>
  /** A server that says nothing for this long is given up. */
  patienceMs: number
  signal: AbortSignal
}

export function browserWeb(signal: AbortSignal): Web {
  return {
    fetch: (url, init) => fetch(url, init),
    online: () => navigator.onLine,
    sleep: (ms) => new Promise((wake) => setTimeout(wake, ms)),
    patienceMs: 30_000,
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

/** A body's bytes, with the same sentences. */
export async function bodyOf(web: Web, response: Response): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await response.arrayBuffer())
  } catch (thrown) {
    throw await explained(web, response.url, thrown, false)
  }
}

async function explained(web: Web, url: string, thrown: unknown, late: boolean): Promise<EngineError> {
  const why = `${String(thrown)} · ${url}`
  const host = hostOf(url)
  if (web.signal.aborted) return new EngineError('cancelled', 'Cancelled.', 'Try again when you like.', why)
  if (!web.online()) return new EngineError('offline', 'This computer is offline.', 'Connect to the internet and try again.', why)
  if (late) return new EngineError('download-failed', `${host} does not answer.`, 'Try again later, or choose a mirror of the hub in the settings.', why)
  if (await answersOthers(web, url)) {
    return new EngineError('download-failed', `${host} answers, but does not let other sites read its files (it sends no CORS headers).`, 'Download the files and add them as a folder, or allow this site on that server.', why)
  }
  return new EngineError('download-failed', `${host} cannot be reached.`, 'Check the address and the connection; a blocker or a firewall may be in between.', why)
}

/** Without CORS the answer may not be looked at, but that there is one can be told. */
async function answersOthers(web: Web, url: string): Promise<boolean> {
  const signal = AbortSignal.any([AbortSignal.timeout(Math.ceil(web.patienceMs / 3)), web.signal])
  return web.fetch(url, { method: 'HEAD', mode: 'no-cors', cache: 'no-store', signal }).then(() => true, () => false)
}

/** What a server's refusal means; `what` is what was asked for, such as “owner/name” or a file's path. */
export function refusal(response: Response, what: string, code = response.headers.get('x-error-code') ?? ''): EngineError {
  const { status, url } = response
  const host = hostOf(url)
  const why = `HTTP ${status}${code && ` ${code}`} · ${url}`
  if (status === 429) {
    const seconds = Number(response.headers.get('retry-after'))
    const wait = seconds > 0 && seconds <= 24 * 3600 ? `Wait ${seconds} seconds and try again.` : 'Wait some minutes and try again.'
    return new EngineError('download-failed', `${host} was asked too often from here.`, wait, why)
  }
  if (code === 'GatedRepo') {
    return new EngineError('download-failed', `${what} is gated: ${host} gives it only to people who have an account and agreed to its terms.`, 'Download it there with your account, then add the folder.', why)
  }
  if (code === 'RevisionNotFound') return new EngineError('not-found', `${what} has no such version.`, 'Look up its branches and tags, or leave the version out.', why)
  if (code === 'EntryNotFound') return new EngineError('not-found', `${what} is not there.`, 'Look at the files of the repository.', why)
  // The hub says 401 of what is private and of what does not exist, so that nobody can tell which.
  if (status === 401) return new EngineError('not-found', `${what} is private, or there is no such model on ${host}.`, 'Check the spelling; what is private must be downloaded with an account and added as a folder.', why)
  if (status === 404 || status === 410) return new EngineError('not-found', `${what} is not on ${host}.`, 'Check the spelling and the address.', why)
  if (status === 403) return new EngineError('download-failed', `${host} gives ${what} only to people that it knows (403).`, 'Download it there with an account, then add the folder.', why)
  if (status >= 500) return new EngineError('download-failed', `${host} has trouble of its own (${status}).`, 'Try again later, or choose a mirror of the hub in the settings.', why)
  return new EngineError('download-failed', `${host} refuses ${what} (${status}).`, 'Check the address, or download the files and add them as a folder.', why)
}

export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}

/** Single-page servers answer what is missing with their page and status 200. */
export function isPage(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/html') ?? false
}
