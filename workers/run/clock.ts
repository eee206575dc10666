// Times and traffic of one run: what the page shows as elapsed and remaining, and what the bench and tests hold to limits.
import type { JobEvent } from '../../src/protocol/events'
import type { Timings } from '../../src/protocol/jobs'
import type { GpuLedger } from '../gpu/ledger'

export interface RunClock {
  /** The prompt is encoded; the loop of so many steps starts. */
  encoded(steps: number): void
  /** Step `index` begins to ask for work. */
  stepBegins(): void
  /** All of the step's commands are sent. */
  stepSent(): void
  /** The step is really done. */
  stepDone(index: number, sigma: number): Extract<JobEvent, { type: 'step' }>
  loopDone(): void
  finish(): Timings
}

export function startClock(ledger: GpuLedger | null): RunClock {
  const started = performance.now()
  let encodedAt = started
  let last = started
  let looped = started
  let uploadedBefore = 0
  let uploadBytesPerStep = 0
  let readbacksBefore = 0
  let readbacks = 0
  let flagsBefore = 0
  let flagReadbacks = 0
  let steps = 0
  const stepMs: number[] = []
  return {
    encoded(count) {
      steps = count
      encodedAt = last = performance.now()
      readbacksBefore = ledger?.readbacks ?? 0
      flagsBefore = ledger?.flagReadbacks ?? 0
    },
    stepBegins() {
      uploadedBefore = ledger?.uploadedBytes ?? 0
    },
    stepSent() {
      uploadBytesPerStep = Math.max(uploadBytesPerStep, (ledger?.uploadedBytes ?? 0) - uploadedBefore)
    },
    stepDone(index, sigma) {
      const now = performance.now()
      stepMs.push(now - last)
      last = now
      const remainingMs = ((now - encodedAt) / stepMs.length) * (steps - stepMs.length)
      return { type: 'step', index, steps, sigma, elapsedMs: now - started, remainingMs }
    },
    loopDone() {
      looped = performance.now()
      readbacks = (ledger?.readbacks ?? 0) - readbacksBefore
      flagReadbacks = (ledger?.flagReadbacks ?? 0) - flagsBefore
    },
    finish() {
      const now = performance.now()
      return { encodeMs: encodedAt - started, stepMs, decodeMs: now - looped, totalMs: now - started, traffic: ledger && { uploadBytesPerStep, readbacks, flagReadbacks } }
    },
  }
}
