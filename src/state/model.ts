// The models of this build: which are stored, which one is loaded, how a load is going, and what storage they use.
import { batch, signal } from '@preact/signals'
import type { Signal } from '@preact/signals'
import type { EngineClient } from '../client/engine-client'
import { EngineError } from '../core/errors/engine-error'
import type { LoadChoice, LoadedModel } from '../protocol/engine-api'
import type { LoadProgress } from '../protocol/events'
import type { LibraryEntry, StorageReport } from '../protocol/models-api'
import { asEngineError } from './as-engine-error'
import { loadChoice, sameChoice, sameMemory } from './load-choice'
import type { LoadWishes, MemoryPlan } from './load-choice'

export type { LibraryEntry, LoadedModel, LoadProgress, StorageReport }

/** Models up to this size are loaded unasked; bigger ones wait for a yes. */
export const autoLoadBytes = 40 * 1024 * 1024

export interface ModelState {
  library: Signal<LibraryEntry[]>
  loaded: Signal<LoadedModel | null>
  /** Which model is being loaded now. */
  loading: Signal<string | null>
  progress: Signal<LoadProgress | null>
  error: Signal<EngineError | null>
  storage: Signal<StorageReport | null>
  refresh(): Promise<void>
  /** Loads unless loaded as wished for; joins a load of the same under way. The signal stops a load it began, and only the wait for one it joined. */
  load(id: string, stopSignal?: AbortSignal): Promise<void>
  stopLoading(): void
  /** After the wish for a precision changed: loads it if the model was loaded or is small, else lets it wait for a yes. */
  changePrecision(id: string): Promise<void>
  /** After the wish for a way in memory changed: loads anew what is loaded or being loaded. */
  changeMemory(): Promise<void>
  /** The engine took this lighter plan for the loaded model by itself. */
  lightened(plan: MemoryPlan): void
  remove(id: string): Promise<void>
  /** Its parts have changed: loads it anew if it was loaded. */
  reopen(id: string): Promise<void>
  /** The engine may have lost its model: load it again if there was one. */
  forget(): void
}

export function createModelState(client: EngineClient, wishes: LoadWishes): ModelState {
  const library = signal<LibraryEntry[]>([])
  const loaded = signal<LoadedModel | null>(null)
  const loading = signal<string | null>(null)
  const progress = signal<LoadProgress | null>(null)
  const error = signal<EngineError | null>(null)
  const storage = signal<StorageReport | null>(null)
  let current: { id: string; choice: LoadChoice; promise: Promise<void>; abort: AbortController } | null = null
  /** What the loaded model was loaded with. */
  let loadedWith: LoadChoice = {}
  const choice = () => loadChoice(wishes)
  const entryOf = (id: string) => library.peek().find(({ manifest }) => manifest.id === id)

  const refresh = async () => {
    library.value = await client.library(choice())
    storage.value = await client.storage()
  }
  /** The numbers of the card; a failure to read them must not fail what was done. */
  const refreshQuietly = () => refresh().catch(() => undefined)

  const run = async (id: string, asked: LoadChoice, abort: AbortController) => {
    batch(() => {
      loading.value = id
      progress.value = null
      error.value = null
      loaded.value = null
    })
    try {
      const answer = await client.load(id, (now) => { progress.value = now }, abort.signal, asked)
      loadedWith = asked
      loaded.value = answer
    } catch (thrown) {
      const failure = asEngineError(thrown)
      // Cancelled by the person: the card simply offers the load again.
      if (failure.code !== 'cancelled') error.value = failure
      throw failure
    } finally {
      batch(() => {
        loading.value = null
        progress.value = null
      })
      current = null
      void refreshQuietly()
    }
  }

  const load = async (id: string, stopSignal?: AbortSignal): Promise<void> => {
    if (current && (current.id !== id || !sameChoice(current.choice, choice()))) {
      current.abort.abort()
      await current.promise.catch(() => undefined)
    }
    if (current) return unlessAborted(current.promise, stopSignal)
    if (loaded.value?.modelId === id && loaded.value.precision === entryOf(id)?.precision && sameMemory(loadedWith.memory, wishes.memory.peek())) return
    const abort = new AbortController()
    const stop = () => abort.abort()
    if (stopSignal?.aborted) stop()
    stopSignal?.addEventListener('abort', stop)
    const asked = choice()
    current = { id, choice: asked, abort, promise: run(id, asked, abort) }
    try {
      await current.promise
    } finally {
      stopSignal?.removeEventListener('abort', stop)
    }
  }

  return {
    library,
    loaded,
    loading,
    progress,
    error,
    storage,
    refresh,
    load,
    stopLoading: () => current?.abort.abort(),
    async changePrecision(id) {
      try {
        await refresh()
        const entry = entryOf(id)
        const now = loaded.peek()
        if (!entry || (now?.modelId === id && now.precision === entry.precision)) return
        if (entry.ready || entry.totalBytes <= autoLoadBytes) return await load(id)
        current?.abort.abort()
        await client.unload()
        loaded.value = null
      } catch (thrown) {
        const failure = asEngineError(thrown)
        if (failure.code !== 'cancelled') error.value = failure
      }
    },
    async changeMemory() {
      const id = current?.id ?? loaded.peek()?.modelId
      // A failure stands on the card.
      if (id !== undefined) await load(id).catch(() => undefined)
    },
    lightened(plan) {
      const now = loaded.peek()
      if (now) loaded.value = { ...now, memory: plan, retried: true }
    },
    async reopen(id) {
      await refresh()
      if (loaded.peek()?.modelId !== id) return
      await client.unload()
      loaded.value = null
      await load(id)
    },
    async remove(id) {
      error.value = null
      try {
        if (loaded.value?.modelId === id) {
          await client.unload()
          loaded.value = null
        }
        await client.remove(id)
        await refresh()
      } catch (thrown) {
        error.value = asEngineError(thrown)
      }
    },
    forget() {
      const lost = loaded.value
      loaded.value = null
      // Bring back what was there; a load that died itself is not tried again unasked.
      if (lost) load(lost.modelId).catch(() => undefined)
    },
  }
}

function unlessAborted<T>(promise: Promise<T>, stopSignal: AbortSignal | undefined): Promise<T> {
  if (!stopSignal) return promise
  return new Promise((resolve, reject) => {
    const stop = () => reject(new EngineError('cancelled', 'Cancelled.', 'Press Generate to start again.'))
    if (stopSignal.aborted) stop()
    stopSignal.addEventListener('abort', stop)
    promise.then(resolve, reject).finally(() => stopSignal.removeEventListener('abort', stop))
  })
}
