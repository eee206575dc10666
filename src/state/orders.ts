// What is asked of the page's door: an order is one or more pictures wanted at once, such as a press of Generate or a comparison.
import type { EngineError } from '../core/errors/engine-error'
import type { PictureRequest } from '../core/request/picture-request'
import type { JobId, PictureResult } from '../protocol/jobs'
import type { StepEvent } from './run-progress'

export interface Picture {
  /** The job that made it. */
  id: JobId
  request: PictureRequest
  result: PictureResult
  steps: StepEvent[]
}

/** As it is kept over a reload: what is still to be made. */
export interface WaitingOrder { id: string; requests: PictureRequest[]; preview: 'fast' | 'full' }

export interface NewOrder {
  /** Which room wants it; a comparison shows its pictures itself. */
  origin: 'studio' | 'compare'
  /** Not empty; as they are now, whatever becomes of the form. */
  requests: PictureRequest[]
  preview: 'fast' | 'full'
}

export interface Order extends NewOrder {
  id: string
  /** How many of its requests are behind it: made, failed or skipped. */
  done: number
  /** Asked for while the queue stood still: it runs all the same. */
  ahead?: boolean
}

/** What became of one request. A cancelled one has neither. */
export interface Outcome {
  at: number
  picture: Picture | null
  error: EngineError | null
  /** The error is why its model could not be had; the rest of a comparison is then not tried. */
  modelFailed?: boolean
}

export interface OrderHooks {
  onBegin?(at: number): void
  onOutcome?(outcome: Outcome): void
}
