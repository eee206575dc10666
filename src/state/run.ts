// One run of the engine and the pictures it left: what step it is at, how it ended, which step is being looked at.
import { batch, computed, signal } from '@preact/signals'
import type { ReadonlySignal, Signal } from '@preact/signals'
import type { EngineClient } from '../client/engine-client'
import { EngineError } from '../core/errors/engine-error'
import type { GenerateRequest, GenerateResult } from '../protocol/engine-api'
import type { EngineEvent } from '../protocol/events'
import { asEngineError } from './as-engine-error'
import type { MemoryPlan } from './load-choice'
import { toRequest } from './settings'
import type { Settings } from './settings'

export type RunPhase = 'idle' | 'preparing' | 'encoding' | 'sampling' | 'decoding' | 'done' | 'cancelled' | 'failed'
export type StepEvent = Extract<EngineEvent, { type: 'step' }>

export interface Picture {
  id: number
  model: string
  request: GenerateRequest
  result: GenerateResult
  steps: StepEvent[]
}

export interface RunState {
  phase: Signal<RunPhase>
  busy: ReadonlySignal<boolean>
  /** What is being made, or was made last. */
  request: Signal<GenerateRequest | null>
  steps: Signal<StepEvent[]>
  /** Since the engine got the request; stands still once the run has ended. */
  elapsedMs: Signal<number>
  /** The engine's estimate, counted down between steps; null before the first step. */
  remainingMs: Signal<number | null>
  error: Signal<EngineError | null>
  /** Memory ran out, and the run began anew by this lighter plan. */
  lighter: Signal<MemoryPlan | null>
  cancelling: Signal<boolean>
  /** A cancel has not stopped the engine for a while: offer the force stop. */
  stuck: Signal<boolean>
  /** Newest first. */
  pictures: Signal<Picture[]>
  /** The picture on show; null while one is being made or none was. */
  shown: Signal<Picture | null>
  /** Id of the picture whose steps the worker still holds. */
  onCanvas: Signal<number | null>
  /** Step on the big canvas; -1 is the finished picture. */
  viewedStep: Signal<number>
  begin(resolve: () => Promise<Settings>, load: (model: string, signal: AbortSignal) => Promise<void>): Promise<Picture | null>
  cancel(): void
  forceStop(): void
  show(picture: Picture): void
  viewStep(index: number): void
  forgetCanvas(): void
  dismissError(): void
}

export interface RunOptions {
  client: EngineClient
  clock: () => number
  drawSeed: () => number
  /** Ids of pictures, one line of them for the whole page. */
  nextId: () => number
  /** Called with a picture just made, before its run counts as done. */
  onPicture: (picture: Picture) => void
  onFailure: (error: EngineError) => void
  /** The engine took a lighter plan in the middle of a run. */
  onLighter: (plan: MemoryPlan) => void
}

const stuckAfterMs = 5000
const tickMs = 100
/** Thumbnails kept; older pictures of the session are let go. */
const maxPictures = 48

export function createRunState({ client, clock, drawSeed, nextId, onPicture, onFailure, onLighter }: RunOptions): RunState {
  const phase = signal<RunPhase>('idle')
  const busy = computed(() => ['preparing', 'encoding', 'sampling', 'decoding'].includes(phase.value))
  const request = signal<GenerateRequest | null>(null)
  const steps = signal<StepEvent[]>([])
  const elapsedMs = signal(0)
  const remainingMs = signal<number | null>(null)
  const error = signal<EngineError | null>(null)
  const lighter = signal<MemoryPlan | null>(null)
  const cancelling = signal(false)
  const stuck = signal(false)
  const pictures = signal<Picture[]>([])
  const shown = signal<Picture | null>(null)
  const onCanvas = signal<number | null>(null)
  const viewedStep = signal(-1)
  let abort: AbortController | null = null
  let stuckTimer: ReturnType<typeof setTimeout> | undefined
  let startedAt = 0
  let lastStepAt = 0

  const tick = () => {
    const now = clock()
    const last = steps.peek().at(-1)
    elapsedMs.value = now - startedAt
    remainingMs.value = last ? Math.max(0, last.remainingMs - (now - lastStepAt)) : null
  }

  const onEvent = (event: EngineEvent) => {
    batch(() => {
      if (event.type === 'encoding') phase.value = 'encoding'
      if (event.type === 'decoding') phase.value = 'decoding'
      if (event.type === 'memory') {
        phase.value = 'preparing'
        steps.value = []
        lighter.value = event.plan
        onLighter(event.plan)
      }
      if (event.type === 'step') {
        phase.value = 'sampling'
        steps.value = [...steps.value, event]
        lastStepAt = clock()
      }
      tick()
    })
  }

  const begin: RunState['begin'] = async (resolve, load) => {
    if (busy.peek()) return null
    const controller = new AbortController()
    abort = controller
    batch(() => {
      phase.value = 'preparing'
      error.value = null
      lighter.value = null
      steps.value = []
      shown.value = null
      onCanvas.value = null
      viewedStep.value = -1
      elapsedMs.value = 0
      remainingMs.value = null
    })
    let ticking: ReturnType<typeof setInterval> | undefined
    try {
      const settings = await resolve()
      const asked = toRequest(settings, settings.seed ?? drawSeed())
      request.value = asked
      const attempt = async () => {
        await load(settings.model, controller.signal)
        clearInterval(ticking)
        startedAt = clock()
        ticking = setInterval(tick, tickMs)
        return client.generate(asked, onEvent, controller.signal)
      }
      const result = await attempt().catch((thrown: unknown) => {
        // The engine had died before it heard of this request: a fresh one never knew of the death either.
        const unheard = phase.peek() === 'preparing' && lighter.peek() === null
        if (asEngineError(thrown).code === 'worker-crashed' && ticking !== undefined && unheard) return attempt()
        throw thrown
      })
      const picture = { id: nextId(), model: settings.model, request: asked, result, steps: steps.peek() }
      batch(() => {
        pictures.value = [picture, ...pictures.value].slice(0, maxPictures)
        shown.value = picture
        onCanvas.value = picture.id
        onPicture(picture)
        phase.value = 'done'
      })
      return picture
    } catch (thrown) {
      const failure = asEngineError(thrown)
      if (failure.code !== 'cancelled' && failure.code !== 'bad-request') onFailure(failure)
      batch(() => {
        phase.value = failure.code === 'cancelled' ? 'cancelled' : 'failed'
        error.value = failure.code === 'cancelled' ? null : failure
      })
      return null
    } finally {
      clearInterval(ticking)
      clearTimeout(stuckTimer)
      cancelling.value = false
      stuck.value = false
      abort = null
    }
  }

  // Scrubbing asks faster than the decoder draws: only the newest wish waits.
  let drawing = false
  const drawViewedStep = async () => {
    if (drawing) return
    drawing = true
    try {
      for (let drawn: number | null = null; drawn !== viewedStep.peek() && onCanvas.peek() !== null; ) {
        drawn = viewedStep.peek()
        await client.showStep(drawn)
      }
    } catch (thrown) {
      error.value = asEngineError(thrown)
    } finally {
      drawing = false
    }
  }

  return {
    phase, busy, request, steps, elapsedMs, remainingMs, error, lighter, cancelling, stuck, pictures, shown, onCanvas, viewedStep, begin,
    cancel() {
      if (!abort || cancelling.peek()) return
      cancelling.value = true
      stuckTimer = setTimeout(() => { stuck.value = true }, stuckAfterMs)
      abort.abort()
    },
    forceStop: () => client.forceStop(),
    show(picture) {
      if (busy.peek()) return
      batch(() => {
        // One from a comparison joins the pictures when it is first looked at.
        if (!pictures.peek().includes(picture)) pictures.value = [picture, ...pictures.peek()].slice(0, maxPictures)
        shown.value = picture
        steps.value = picture.steps
        request.value = picture.request
        phase.value = 'done'
        error.value = null
        viewedStep.value = -1
      })
      if (picture.id === onCanvas.peek()) void drawViewedStep()
    },
    viewStep(index) {
      if (busy.peek() || onCanvas.peek() === null || index === viewedStep.peek()) return
      viewedStep.value = index
      void drawViewedStep()
    },
    forgetCanvas() {
      batch(() => {
        onCanvas.value = null
        viewedStep.value = -1
      })
    },
    dismissError() {
      error.value = null
    },
  }
}
