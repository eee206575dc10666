// Everything that can go wrong with a model's files, in the words a person reads: what happened, and what to do now.
import { EngineError } from '../../src/core/errors/engine-error'

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
  new EngineError('cancelled', 'The download was stopped.', 'Start it again to go on where it stopped.')

export const offline = (url: string): EngineError =>
  new EngineError('offline', 'This computer is offline, and the model is not completely stored yet.', 'Connect to the internet and load the model again; what was fetched is kept.', url)

export const notFound = (path: string, url: string, why: string): EngineError =>
  new EngineError('not-found', `The server does not have ${path}.`, 'Choose another model, or check the address in the model list.', `${why} · ${url}`)

export const downloadFailed = (path: string, url: string, why: string): EngineError =>
  new EngineError('download-failed', `${path} could not be downloaded.`, 'Check the connection and load the model again; what was fetched is kept.', `${why} · ${url}`)

export const wrongHash = (path: string, url: string, detail: string): EngineError =>
  new EngineError('wrong-hash', `${path} was downloaded twice and is not the file the model list describes.`, 'Reload the page to get the newest model list; if it stays, tell whoever serves the model.', `${detail} · ${url}`)

export const changedFile = (path: string, url: string, detail: string): EngineError =>
  new EngineError('wrong-hash', `The server now gives another ${path} than the first time it was downloaded here.`, 'Ask whoever serves the model why it changed, or choose another model.', `${detail} · ${url}`)

/** A file from a person's disk is not the one it should be. */
export const wrongImport = (path: string, detail: string): EngineError =>
  new EngineError('wrong-hash', `${path} in the folder is not the file that belongs to this model.`, 'Choose the folder of the right version, or download the model.', detail)

export const unreadable = (path: string, thrown: unknown): EngineError =>
  new EngineError('model-broken', `${path} could not be read from the disk.`, 'Choose the folder again, and leave its files alone until they are copied.', describe(thrown))

export const noAddress = (path: string): EngineError =>
  new EngineError('model-broken', `${path} is not completely stored in this browser, and it came from a folder, not from a server.`, 'Add the folder again.', path)

export const diskFull = (neededBytes: number, freeBytes: number | null, detail = ''): EngineError =>
  new EngineError(
    'disk-full',
    `The model needs ${megabytes(neededBytes)} more space, ${freeBytes === null ? 'but the browser allows no more' : `only ${megabytes(freeBytes)} are free`}.`,
    'Remove another model or free space on the disk, then load the model again.',
    `needed ${neededBytes} bytes, free ${freeBytes ?? 'unknown'}${detail && ` · ${detail}`}`,
  )

export const storageBlocked = (thrown: unknown): EngineError =>
  new EngineError('storage-blocked', 'This browser does not let the page store files.', 'Leave private browsing, or allow this site to store data, then reload.', describe(thrown))

export const lostWhileLoading = (path: string): EngineError =>
  new EngineError('model-broken', `${path} is not completely stored in this browser.`, 'Load the model again; only what is missing is downloaded.', path)
