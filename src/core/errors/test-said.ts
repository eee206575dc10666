// For tests only: what a person reads of an error in English. Not imported by the program.
import { EngineError } from './engine-error'
import type { ErrorData } from './engine-error'
import { sayError } from './say-error'
import type { Said } from './say-error'
import { en } from './words.en'

export function said(error: unknown): Said {
  if (error instanceof EngineError) return sayError(error, en)
  return sayError(error as ErrorData, en)
}
