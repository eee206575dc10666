// Pictures made larger without being drawn again: what A1111 calls Extras. Plain data between the page and the worker.
import type { Enlargement, ImageRef } from '../core/request/picture-request'
import type { LoadProgress } from './events'
import type { JobId } from './jobs'
import type { Backend } from './machine'

export interface EnlargeJob { id: JobId; image: ImageRef; enlargement: Enlargement }

export type EnlargeEvent =
  | { type: 'started' }
  /** The upscaler's net is on its way. */
  | { type: 'loading'; progress: LoadProgress }
  /** Tile `done` of `tiles` is laid, over all passes and both upscalers. */
  | { type: 'tile'; done: number; tiles: number; elapsedMs: number; remainingMs: number | null }

export interface EnlargedPicture {
  /** PNG that keeps what the picture said of itself and tells how it was enlarged (A1111's `postprocessing`). */
  png: Blob
  width: number
  height: number
  /** "Postprocess upscale by: 2, Postprocess upscaler: Lanczos" */
  postprocessing: string
  /** Absent where no net ran. */
  backend?: Backend
  totalMs: number
}
