// A failure a person can meet: a code for programs, one plain sentence, and what to do about it.
// Plain data apart from being an Error, so that it survives the thread hop (protocol/errors.ts).

export type EngineErrorCode =
  | 'cancelled'
  | 'bad-request'
  | 'unknown-model'
  | 'bad-manifest'
  | 'download-failed'
  | 'not-found'
  | 'wrong-hash'
  | 'offline'
  | 'disk-full'
  | 'storage-blocked'
  | 'model-broken'
  | 'model-too-big'
  | 'out-of-memory'
  | 'device-lost'
  | 'worker-crashed'
  | 'internal'

export class EngineError extends Error {
  override readonly name = 'EngineError'
  constructor(
    readonly code: EngineErrorCode,
    message: string,
    /** What the person can do now, one sentence. */
    readonly remedy: string,
    /** For a bug report: numbers, names, the original message. */
    readonly detail = '',
  ) {
    super(message)
  }
}
