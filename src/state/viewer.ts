// What is looked at: the pictures of this visit, which of them (or the one developing) is on the easel, and which of its steps.
// What is being made is jobs.ts's.
import { batch, computed, effect, signal } from '@preact/signals'
import type { ReadonlySignal, Signal } from '@preact/signals'
import type { EngineClient } from '../client/engine-client'
import type { EngineError } from '../core/errors/engine-error'
import type { JobId } from '../protocol/jobs'
import { asEngineError } from './as-engine-error'
import type { Picture } from './orders'

export interface Viewer {
  /** Newest first. */
  pictures: Signal<Picture[]>
  /** The picture on show; null = the one developing, or none. */
  shown: Signal<Picture | null>
  /** A picture develops and another one is looked at. */
  elsewhere: ReadonlySignal<boolean>
  /** Whose steps and picture the canvases show: a job under way or one that kept its steps; null = nobody's. */
  onCanvas: Signal<JobId | null>
  /** Step on the big canvas; -1 is the finished picture. */
  viewedStep: Signal<number>
  /** The picture's steps can be looked at now. */
  scrubbable: ReadonlySignal<boolean>
  error: Signal<EngineError | null>
  show(picture: Picture): void
  /** Back to the one developing. */
  follow(): void
  viewStep(index: number): void
  /** A job begins to draw on the canvases; `ours` = it is one of the easel's. */
  begin(job: JobId, ours: boolean): void
  made(picture: Picture): void
  /** The engine's canvases and kept steps are gone. */
  forgetCanvas(): void
}

/** Thumbnails kept; older pictures of the session are let go. */
const maxPictures = 48
/** Of how many pictures the engine keeps the steps. */
const maxKept = 6

export function createViewer(client: Pick<EngineClient, 'showStep' | 'release'>, busy: ReadonlySignal<boolean>): Viewer {
  const pictures = signal<Picture[]>([])
  const shown = signal<Picture | null>(null)
  const onCanvas = signal<JobId | null>(null)
  const viewedStep = signal(-1)
  const error = signal<EngineError | null>(null)
  /** Jobs whose steps the engine still holds, oldest first. */
  const kept = signal<readonly JobId[]>([])
  const following = signal(true)
  const scrubbable = computed(() => !busy.value && shown.value !== null && kept.value.includes(shown.value.id))

  // Scrubbing asks faster than the decoder draws: only the newest wish waits.
  let drawing = false
  const wished = () => `${shown.peek()!.id} ${viewedStep.peek()}`
  const draw = async () => {
    if (drawing) return
    drawing = true
    let asked: JobId = ''
    let drawn = ''
    try {
      while (scrubbable.peek() && drawn !== wished()) {
        const { id } = shown.peek()!
        drawn = wished()
        asked = id
        await client.showStep(id, viewedStep.peek())
        // A job may have begun meanwhile: the canvases are its own.
        if (!busy.peek()) onCanvas.value = id
      }
    } catch (thrown) {
      const failure = asEngineError(thrown)
      // Steps go with the model that made them; the picture itself is still here.
      if (failure.key === 'bad-request.no-step') forget(asked)
      else error.value = failure
    } finally {
      drawing = false
      // What was wished for while that failed is not that failure's.
      if (scrubbable.peek() && drawn !== wished()) void draw()
    }
  }
  // Chosen while another one developed: its steps come to the strip once that is over. Later than now: between two pictures
  // of a queue nothing is busy either.
  effect(() => {
    if (scrubbable.value) queueMicrotask(() => { if (onCanvas.peek() !== shown.peek()?.id) void draw() })
  })
  const forget = (id: JobId) => batch(() => {
    kept.value = kept.peek().filter((other) => other !== id)
    if (onCanvas.peek() === id) onCanvas.value = null
    if (shown.peek()?.id === id) viewedStep.value = -1
  })

  const add = (picture: Picture) => {
    if (!pictures.peek().includes(picture)) pictures.value = [picture, ...pictures.peek()].slice(0, maxPictures)
  }

  return {
    pictures, shown, onCanvas, viewedStep, scrubbable, error,
    elsewhere: computed(() => busy.value && !following.value),
    show(picture) {
      const onItsEnd = onCanvas.peek() === picture.id && viewedStep.peek() === -1
      batch(() => {
        // One from a comparison joins the pictures when it is first looked at.
        add(picture)
        shown.value = picture
        following.value = !busy.peek()
        error.value = null
        viewedStep.value = -1
      })
      if (!onItsEnd) void draw()
    },
    follow() {
      batch(() => {
        following.value = true
        if (busy.peek()) shown.value = null
      })
    },
    viewStep(index) {
      if (!scrubbable.peek() || index === viewedStep.peek()) return
      viewedStep.value = index
      void draw()
    },
    begin(job, ours) {
      batch(() => {
        onCanvas.value = ours ? job : null
        viewedStep.value = -1
        error.value = null
        if (ours && following.peek()) shown.value = null
      })
    },
    made(picture) {
      batch(() => {
        add(picture)
        kept.value = [...kept.peek(), picture.id]
        if (following.peek()) shown.value = picture
      })
      while (kept.peek().length > maxKept) {
        const [oldest] = kept.peek()
        kept.value = kept.peek().slice(1)
        client.release(oldest!).catch(() => undefined)
      }
    },
    forgetCanvas() {
      batch(() => {
        onCanvas.value = null
        kept.value = []
        viewedStep.value = -1
      })
    },
  }
}
