// Everything that can go wrong with a model's files, each as its error with the names and numbers that it tells.
import { EngineError } from '../../src/core/errors/engine-error'
import { hostOf } from '../answers'

const MB = 1e6
const megabytes = (bytes: number): string => `${Math.ceil(bytes / MB).toLocaleString('en')} MB`
const describe = (thrown: unknown): string => (thrown instanceof Error || thrown instanceof DOMException ? `${thrown.name}: ${thrown.message}` : String(thrown))

/** IndexedDB refused. Internal: explain() turns it into disk-full or storage-blocked before it leaves the store. */
export class StorageFailure extends Error {
  override readonly name = 'StorageFailure'
  constructor(override readonly cause: unknown) {
    super(describe(cause))
  }

  /** Browsers name a full disk differently, and a wrapped error hides it one level down. */
  get full(): boolean {
    for (let thrown = this.cause, depth = 0; thrown !== null && typeof thrown === 'object' && depth < 5; depth++) {
      const { name, message, code, cause, inner } = thrown as { name?: unknown; message?: unknown; code?: unknown; cause?: unknown; inner?: unknown }
      if (name === 'QuotaExceededError' || code === 22 || /quota|disk.?full|no space/i.test(String(message))) return true
      thrown = cause ?? inner
    }
    return false
  }
}

export const cancelled = (): EngineError =>
  new EngineError('cancelled.download', {})

export const offline = (url: string): EngineError =>
  new EngineError('offline.download', {}, url)

export const downloadFailed = (path: string, url: string, why: string): EngineError =>
  new EngineError('download-failed.file', { path, host: hostOf(url) }, `${why} · ${url}`)

export const wrongHash = (path: string, url: string, detail: string): EngineError =>
  new EngineError('wrong-hash.twice', { path }, `${detail} · ${url}`)

export const changedFile = (path: string, url: string, detail: string): EngineError =>
  new EngineError('wrong-hash.changed', { path }, `${detail} · ${url}`)

/** A file from a person's disk is not the one it should be. */
export const wrongImport = (path: string, detail: string): EngineError =>
  new EngineError('wrong-hash.import', { path }, detail)

export const unreadable = (path: string, thrown: unknown): EngineError =>
  new EngineError('model-broken.unreadable', { path }, describe(thrown))

export const noAddress = (path: string): EngineError =>
  new EngineError('model-broken.incomplete-import', { path })

export function diskFull(neededBytes: number, freeBytes: number | null, detail = ''): EngineError {
  const numbers = `needed ${neededBytes} bytes, free ${freeBytes ?? 'unknown'}${detail && ` · ${detail}`}`
  const needed = megabytes(neededBytes)
  return freeBytes === null ? new EngineError('disk-full.refused', { needed }, numbers) : new EngineError('disk-full.free', { needed, free: megabytes(freeBytes) }, numbers)
}

export const storageBlocked = (thrown: unknown): EngineError =>
  new EngineError('storage-blocked.files', {}, describe(thrown))

export const lostWhileLoading = (path: string): EngineError =>
  new EngineError('model-broken.incomplete', { path })
