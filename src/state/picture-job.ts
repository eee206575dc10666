// One picture of an order as a job of the engine: begun, listened to, cancelled, and what became of it. Which picture is the next is
// jobs.ts's.
import { batch, signal } from '@preact/signals'
import type { ReadonlySignal } from '@preact/signals'
import type { EngineClient } from '../client/engine-client'
import type { EngineError } from '../core/errors/engine-error'
import type { PictureRequest } from '../core/request/picture-request'
import type { JobEvent } from '../protocol/events'
import type { Job } from '../protocol/jobs'
import { asEngineError } from './as-engine-error'
import type { Order, Outcome, Picture } from './orders'
import { createRunProgress } from './run-progress'
import type { RunProgress } from './run-progress'

export interface PictureJobs {
  run: RunProgress
  cancelling: ReadonlySignal<boolean>
  /** A cancel has not stopped the engine for a while: offer the force stop. */
  stuck: ReadonlySignal<boolean>
  /** Never rejects. */
  make(order: Order, at: number): Promise<Outcome>
  /** Ends the picture under way at the engine's next safe point. */
  abort(): void
}

export interface PictureJobsOptions {
  client: EngineClient
  clock: () => number
  freshId: () => string
  /** Throws where a picture may not be made, such as with a model whose licence nobody agreed to. */
  admit: (request: PictureRequest) => void
  /** Every picture, before its run counts as done. */
  onPicture: (picture: Picture, order: Order) => void
  /** A picture of an order begins; what shows on the canvases is its own from now on. */
  onBegin: (order: Order, job: Job) => void
  /** Everything the engine says of the job at hand. */
  onEvent: (event: JobEvent, request: PictureRequest) => void
  /** A job is over, and with it what it was loading; `error` is why its model did not come. */
  onEnd: (error: EngineError | null) => void
  onFailure: (error: EngineError) => void
}

const stuckAfterMs = 5000

export function createPictureJobs({ client, clock, freshId, admit, onPicture, onBegin, onEvent, onEnd, onFailure }: PictureJobsOptions): PictureJobs {
  const run = createRunProgress(clock)
  const cancelling = signal(false)
  const stuck = signal(false)
  let controller: AbortController | null = null
  let stuckTimer: ReturnType<typeof setTimeout> | undefined
  return {
    run, cancelling, stuck,
    async make(order, at) {
      const request = order.requests[at]!
      const job: Job = { id: freshId(), request, show: { preview: order.preview, keepSteps: order.origin === 'studio', ...(order.origin === 'compare' && { livePictures: true }) } }
      const own = new AbortController()
      controller = own
      batch(() => {
        run.begin(request)
        onBegin(order, job)
      })
      let admitted = false
      let heard = false
      let brought = false
      const attempt = () => client.submit(job, (event) => {
        heard = true
        brought ||= event.type === 'loaded'
        run.heard(event)
        onEvent(event, request)
      }, own.signal)
      try {
        admit(request)
        admitted = true
        const result = await attempt().catch((thrown: unknown) => {
          // The engine had died before it heard of this request: a fresh one never knew of the death either.
          if (asEngineError(thrown).code !== 'worker-crashed' || heard) throw thrown
          // The canvases of the fresh one are this job's too.
          onBegin(order, job)
          return attempt()
        })
        const picture: Picture = { id: job.id, request, result, steps: run.steps.peek() }
        batch(() => {
          onEnd(null)
          onPicture(picture, order)
          run.end('done')
        })
        return { at, picture, error: null }
      } catch (thrown) {
        const failure = asEngineError(thrown)
        const cancelled = failure.code === 'cancelled'
        // What the engine refuses in a request says nothing of its model.
        const modelFailed = !cancelled && !(brought || (admitted && failure.code === 'bad-request'))
        onEnd(modelFailed && admitted ? failure : null)
        if (!cancelled && failure.code !== 'bad-request') onFailure(failure)
        run.end(cancelled ? 'cancelled' : failure)
        return { at, picture: null, error: cancelled ? null : failure, ...(modelFailed && { modelFailed }) }
      } finally {
        clearTimeout(stuckTimer)
        controller = null
        batch(() => {
          cancelling.value = false
          stuck.value = false
        })
      }
    },
    abort() {
      if (!controller || cancelling.peek()) return
      cancelling.value = true
      stuckTimer = setTimeout(() => { stuck.value = true }, stuckAfterMs)
      controller.abort()
    },
  }
}
