// How the picture under way is going, or how the last one went: phase, steps, times. Told by jobs.ts, shown by every room.
import { batch, computed, signal } from '@preact/signals'
import type { ReadonlySignal, Signal } from '@preact/signals'
import type { EngineError } from '../core/errors/engine-error'
import type { PictureRequest } from '../core/request/picture-request'
import type { JobEvent } from '../protocol/events'
import type { MemoryPlan } from './load-choice'

export type RunPhase = 'idle' | 'preparing' | 'encoding' | 'sampling' | 'decoding' | 'done' | 'cancelled' | 'failed'
export type StepEvent = Omit<Extract<JobEvent, { type: 'step' }>, 'picture'>

export type SounderWay = Omit<Extract<JobEvent, { type: 'sounder' }>, 'type'>

export interface RunProgress {
  phase: Signal<RunPhase>
  busy: ReadonlySignal<boolean>
  /** What is being made, or was made last. */
  request: Signal<PictureRequest | null>
  steps: Signal<StepEvent[]>
  /** The newest step in small, when they were asked for; closed when the next one comes. */
  live: Signal<ImageBitmap | null>
  /** Since the engine began with it; stands still once the run has ended. */
  elapsedMs: Signal<number>
  /** The engine's estimate, counted down between steps; null before the first step. */
  remainingMs: Signal<number | null>
  error: Signal<EngineError | null>
  /** Memory ran out, and the run began anew by this lighter plan. */
  lighter: Signal<MemoryPlan | null>
  /** What was computed was no picture, and the run began anew in this sounder way. */
  sounder: Signal<SounderWay | null>
  begin(request: PictureRequest | null): void
  heard(event: JobEvent): void
  end(how: 'done' | 'cancelled' | EngineError): void
}

const tickMs = 100

/** `clock`: milliseconds, any origin. */
export function createRunProgress(clock: () => number): RunProgress {
  const phase = signal<RunPhase>('idle')
  const request = signal<PictureRequest | null>(null)
  const steps = signal<StepEvent[]>([])
  const live = signal<ImageBitmap | null>(null)
  const elapsedMs = signal(0)
  const remainingMs = signal<number | null>(null)
  const error = signal<EngineError | null>(null)
  const lighter = signal<MemoryPlan | null>(null)
  const sounder = signal<SounderWay | null>(null)
  let ticking: ReturnType<typeof setInterval> | undefined
  let startedAt = 0
  let lastStepAt = 0

  const tick = () => {
    const now = clock()
    const last = steps.peek().at(-1)
    elapsedMs.value = now - startedAt
    remainingMs.value = last ? Math.max(0, last.remainingMs - (now - lastStepAt)) : null
  }
  const showLive = (picture: ImageBitmap | null) => {
    const old = live.peek()
    live.value = picture
    old?.close()
  }
  const startClock = () => {
    clearInterval(ticking)
    startedAt = clock()
    ticking = setInterval(tick, tickMs)
  }

  return {
    phase, request, steps, live, elapsedMs, remainingMs, error, lighter, sounder,
    busy: computed(() => ['preparing', 'encoding', 'sampling', 'decoding'].includes(phase.value)),
    begin(next) {
      batch(() => {
        phase.value = 'preparing'
        error.value = null
        lighter.value = null
        sounder.value = null
        steps.value = []
        request.value = next
        elapsedMs.value = 0
        remainingMs.value = null
      })
    },
    heard(event) {
      batch(() => {
        // A model that had to be loaded first takes time of its own.
        if (event.type === 'loaded') startClock()
        if (event.type === 'encoding') phase.value = 'encoding'
        if (event.type === 'decoding') phase.value = 'decoding'
        if (event.type === 'memory') {
          phase.value = 'preparing'
          steps.value = []
          lighter.value = event.plan
        }
        if (event.type === 'sounder') {
          phase.value = 'preparing'
          steps.value = []
          lighter.value = null
          sounder.value = { precision: event.precision, backend: event.backend }
        }
        if (event.type === 'step') {
          phase.value = 'sampling'
          const { picture, ...step } = event
          steps.value = [...steps.value, step]
          if (picture) showLive(picture)
          lastStepAt = clock()
        }
        if (ticking !== undefined) tick()
      })
    },
    end(how) {
      clearInterval(ticking)
      ticking = undefined
      showLive(null)
      batch(() => {
        phase.value = typeof how === 'string' ? how : 'failed'
        error.value = typeof how === 'string' ? null : how
      })
    },
  }
}
