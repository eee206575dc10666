// The engine's one queue, by name: loads, pictures and everything else that touches the model run one after the other, and whatever
// has an id can be cancelled by it, waiting or under way, without touching anything else.
import { EngineError } from '../src/core/errors/engine-error'
import type { JobId } from '../src/protocol/jobs'
import { nextTask } from './next-task'
import { createSerialQueue } from './ort/queue'

export interface JobQueue {
  /** Runs after everything before it. With an id it can be cancelled: waiting, it rejects at once and never runs; running, its signal fires. */
  run<T>(id: JobId | null, work: (signal: AbortSignal) => Promise<T>): Promise<T>
  /** Nothing when there is no such job. */
  cancel(id: JobId): void
  cancelAll(): void
}

export function jobQueue(): JobQueue {
  const inTurn = createSerialQueue()
  const open = new Map<JobId, AbortController>()
  return {
    async run(id, work) {
      const controller = new AbortController()
      const { signal } = controller
      if (id === null) return inTurn(() => work(signal))
      if (open.has(id)) throw new EngineError('bad-request.job-id', { id })
      open.set(id, controller)
      let running = false
      const leftQueue = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => { if (!running) reject(cancelled()) }, { once: true })
      })
      const ended = inTurn(async () => {
        await nextTask() // the one before is heard to have ended before this one says that it started
        throwIfAborted(signal)
        running = true
        return work(signal)
      })
      return Promise.race([ended, leftQueue]).finally(() => open.delete(id))
    },
    cancel: (id) => open.get(id)?.abort(),
    cancelAll() {
      for (const controller of open.values()) controller.abort()
    },
  }
}

export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled()
}

function cancelled(): EngineError {
  return new EngineError('cancelled.run', {})
}
