// A failure a person can meet: a code for programs, and a key with the numbers and names of its sentence. The sentences lie in
// words.en.ts and words.zh.ts, one pair for each key; sayError() puts the numbers in. Plain data apart from being an Error, so
// that it survives the thread hop (protocol/errors.ts).
import type { EngineErrorCode, ErrorKey, ErrorParams, ErrorValue } from './keys'

/** What is left of an EngineError where no Error can go. */
export interface ErrorData {
  readonly code: EngineErrorCode
  readonly key: ErrorKey
  readonly params: Readonly<Record<string, ErrorValue>>
  /** For a bug report: numbers, names, the original message. */
  readonly detail: string
  /** So that no Error passes for data: across a thread it would lose all but its name, message and stack. */
  readonly stack?: never
}

export class EngineError<K extends ErrorKey = ErrorKey> extends Error {
  override readonly name = 'EngineError'
  readonly code: EngineErrorCode
  readonly params: ErrorData['params']

  constructor(readonly key: K, params: ErrorParams<K>, readonly detail = '') {
    super(Object.keys(params).length > 0 ? `${key} ${JSON.stringify(params)}` : key) // for logs; people get the words
    this.code = codeOf(key)
    this.params = params
  }
}

export function errorData({ code, key, params, detail }: EngineError): ErrorData {
  return { code, key, params, detail }
}

/** The error that became this data. */
export function errorFrom({ key, params, detail }: ErrorData): EngineError {
  return new EngineError(key, params as ErrorParams<ErrorKey>, detail)
}

function codeOf(key: ErrorKey): EngineErrorCode {
  return key.slice(0, key.indexOf('.')) as EngineErrorCode
}
