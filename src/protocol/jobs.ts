// The door: whoever wants a picture submits a job with an id. The engine makes sure of the model inside the job, so that no other
// load can slip between; cancel takes an id and reaches waiting jobs too.
import type { Attention } from '../core/attention'
import type { ImageRef, PictureRequest } from '../core/request/picture-request'
import type { Backend } from './machine'
import type { JobEvent } from './events'

/** Chosen by whoever submits; of one page, no two alike. */
export type JobId = string

export interface Job { id: JobId; request: PictureRequest; show: Show }

export interface Show {
  /** How each step is shown: the linear latent→RGB map, or the whole decoder; 'none' leaves the canvases alone. Where parts take turns 'full' is 'fast'. */
  preview: 'fast' | 'full' | 'none'
  /** Step events bring small copies of the preview with them. */
  livePictures?: boolean
  /** Keeps every step's latent for showStep() until release(). */
  keepSteps: boolean
  /** Runs the x-ray UNet and sends an `attention` event after every step: its maps per token, or every layer's heads beside them. */
  attention?: 'tokens' | 'heads'
}

export interface JobsApi {
  /** Runs after everything submitted before it. Rejects with `cancelled` after cancel(job.id). */
  submit(job: Job, onEvent: (event: JobEvent) => void): Promise<PictureResult>
  /** Ends this job or load, waiting or under way, at its next safe point; nothing when there is none. Resolves when asked, not when ended. */
  cancel(id: JobId): Promise<void>
  /** Hands a picture over, once; requests name it by its hash. Kept until the worker ends. */
  putImage(image: Blob): Promise<ImageRef>
  /** Draws step `step` of a job that kept its steps on the preview canvas, decoded in full quality; -1 = the finished picture. */
  showStep(id: JobId, step: number): Promise<void>
  /** Lets the steps of a job go. */
  release(id: JobId): Promise<void>
}

export interface PictureResult {
  /** PNG with the A1111 `parameters` text chunk. */
  png: Blob
  width: number
  height: number
  /** A1111 infotext: everything needed to make the picture again. */
  infotext: string
  backend: Backend
  timings: Timings
  /** Averaged over all steps; when asked for. */
  attention?: Attention
}

export interface Timings {
  encodeMs: number
  /** One entry per step: wall time between two finished steps (GPU work included). */
  stepMs: number[]
  decodeMs: number
  /** From the job's turn to its picture, without the time its model took to load. */
  totalMs: number
  /** Bytes this program wrote to the GPU and readbacks it asked for inside the loop, largest step. `flagReadbacks` are four bytes each, and one a
   * run: whether the first step made numbers that a picture is made of. WebGPU only. */
  traffic: { uploadBytesPerStep: number; readbacks: number; flagReadbacks: number } | null
}
