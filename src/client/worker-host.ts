// Owns one life of the engine worker: spawns it, watches for its death, ends it.
// A dead worker says nothing (comlink calls stay pending for ever), so the worker holds a Web Lock for its whole
// life and the page asks for the same lock: being granted it means that the worker is gone.
import { releaseProxy, wrap } from 'comlink'
import type { Remote } from 'comlink'
import type { EngineApi } from '../protocol/engine-api'

/** The part of Worker that the client uses; tests pass a MessagePort in its clothes. */
export interface WorkerLike extends EventTarget {
  postMessage(message: unknown, transfer: Transferable[]): void
  terminate(): void
}

/** Calls `granted` once the named lock is free; aborting the signal forgets the wish. */
export type LockWatch = (name: string, signal: AbortSignal, granted: () => void) => void

export interface WorkerHost {
  readonly name: string
  readonly api: Remote<EngineApi>
  /** Starts watching the lock; only once the worker has answered, because by then it holds it. */
  watch(): void
  /** Ends the worker without a word to the client, as a crash would. */
  kill(): void
  /** Ends the worker on purpose: no death is reported afterwards. */
  close(): void
}

export interface WorkerHostOptions {
  spawn: (name: string) => WorkerLike
  lockWatch: LockWatch
  id: string
  /** Extra facts for the worker, appended to its name: `backend=wasm`. */
  options: string
  onDeath: (reason: string) => void
}

export function startWorker({ spawn, lockWatch, id, options, onDeath }: WorkerHostOptions): WorkerHost {
  const name = `darkroom-engine:${id}${options && `|${options}`}`
  const worker = spawn(name)
  const closed = new AbortController()
  const died = (reason: string) => {
    if (closed.signal.aborted) return
    closed.abort()
    worker.terminate()
    onDeath(reason)
  }
  // A script that fails to load, or an error nobody caught inside: both leave a worker that cannot be trusted.
  worker.addEventListener('error', (event) => {
    event.preventDefault()
    // A script that did not load sends a bare Event, without a message.
    died('message' in event && typeof event.message === 'string' ? event.message : 'the worker script did not start')
  })
  const api = wrap<EngineApi>(worker)
  let watching = false
  return {
    name,
    api,
    watch() {
      if (watching || closed.signal.aborted) return
      watching = true
      lockWatch(name, closed.signal, () => died('the worker ended'))
    },
    kill: () => worker.terminate(),
    close() {
      closed.abort()
      api[releaseProxy]()
      worker.terminate()
    },
  }
}

/** The real worker, named by URL so that no page code imports it. */
export function spawnEngineWorker(name: string): WorkerLike {
  // The name carries the lock's name and options, so Vite cannot read it at build time; the shape of the call is what it looks for.
  return new Worker(new URL('../../workers/diffusion.worker.ts', import.meta.url), { type: 'module', name })
}

/** Web Locks exist only on secure origins; elsewhere only `error` events tell of a death. */
export const watchWebLock: LockWatch = (name, signal, granted) => {
  if (!('locks' in navigator)) return
  const watch = async () => {
    // The worker's request and ours reach the browser by different roads: ours must not come first.
    for (let tries = 0; tries < 100 && !signal.aborted; tries++) {
      const { held } = await navigator.locks.query()
      if (held?.some((lock) => lock.name === name)) {
        await navigator.locks.request(name, { signal }, granted)
        return
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  watch().catch(() => {
    // Aborted: the worker was closed on purpose.
  })
}
