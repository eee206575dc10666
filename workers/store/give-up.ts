// Why a file does not come, once trying is over: which file, from which server, and what that server said or did.
import { EngineError } from '../../src/core/errors/engine-error'
import { answersOthers, hostOf } from '../answers'
import { cancelled, downloadFailed } from './failures'
import type { Trouble } from './http-range'

interface Wanted { path: string; url: string; signal: AbortSignal }

/** What it takes of the network that was downloaded over. */
interface Reach {
  fetch: typeof fetch
  stallMs: number
  hidesAnswers?(url: string): boolean
}

/** `detail` is for a bug report. */
export async function gaveUp({ path, url, signal }: Wanted, trouble: Trouble, detail: string, network: Reach): Promise<EngineError> {
  const why = `${detail} · ${url}`
  const host = hostOf(url)
  if (trouble === 'broken') return downloadFailed(path, url, detail)
  if (trouble === 'page') return new EngineError('not-found.file-page', { path, host }, why)
  if (trouble === 'silent') return new EngineError('download-failed.file-silent', { path, host, seconds: network.stallMs / 1000 }, why)
  if (trouble === 'lost') return new EngineError('download-failed.file-unreachable', { path, host }, why)
  if (trouble === 'unanswered') return unanswered({ path, url, signal }, why, network)
  const { status, seconds } = trouble
  const wait = seconds === null ? null : { path, host, seconds }
  if (status === 401) return new EngineError('download-failed.file-private', { path, host }, why)
  if (status === 403) return new EngineError('download-failed.file-forbidden', { path, host }, why)
  if (status === 404 || status === 410) return new EngineError('not-found.file', { path, host, status }, why)
  if (status === 429) return wait ? new EngineError('download-failed.file-too-often-wait', wait, why) : new EngineError('download-failed.file-too-often', { path, host }, why)
  if (status === 503) return wait ? new EngineError('download-failed.file-busy-wait', wait, why) : new EngineError('download-failed.file-busy', { path, host }, why)
  if (status >= 500) return new EngineError('download-failed.file-trouble', { path, host, status }, why)
  return new EngineError('download-failed.file-refused', { path, host, status }, why)
}

/** No server there, or one that lets no other site read it: a browser says the same of both. */
async function unanswered({ path, url, signal }: Wanted, why: string, network: Reach): Promise<EngineError> {
  const host = hostOf(url)
  const answers = await answersOthers(network.fetch, url, AbortSignal.any([AbortSignal.timeout(network.stallMs), signal]))
  if (signal.aborted) return cancelled()
  if (answers) return new EngineError('download-failed.file-no-cors', { path, host }, why)
  return new EngineError(network.hidesAnswers?.(url) ? 'download-failed.file-unreachable-or-closed' : 'download-failed.file-unreachable', { path, host }, why)
}
