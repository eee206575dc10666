// The models of this build: which are stored, which one is loaded, how a load is going, and what storage they use.
import { batch, signal } from '@preact/signals'
import type { Signal } from '@preact/signals'
import type { EngineClient } from '../client/engine-client'
import { EngineError } from '../core/errors/engine-error'
import { autoLoadBytes } from '../core/precision'
import type { PictureRequest } from '../core/request/picture-request'
import type { JobEvent, LoadProgress } from '../protocol/events'
import type { LoadChoice, LoadedModel } from '../protocol/loaded-model'
import type { LibraryEntry, StorageReport } from '../protocol/models-api'
import { asEngineError } from './as-engine-error'
import { loadChoice, sameChoice, sameMemory } from './load-choice'
import type { LoadWishes, MemoryWish } from './load-choice'

export type { LibraryEntry, LoadedModel, LoadProgress, StorageReport }

export interface Models {
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
  /** Wishes for a precision, '' for the best that runs here: loads it if this model was loaded or is small, else lets it wait for a yes. */
  choosePrecision(id: string, precision: string): Promise<void>
  /** Wishes for a way in memory, {} for the automatic one, and loads anew what is loaded or being loaded. */
  chooseMemory(wish: MemoryWish): Promise<void>
  /** A job brings its model: how that is going, and what came of it. */
  heard(event: JobEvent, request: PictureRequest): void
  /** A job is over, and with it what it was loading; `failure` is why its model did not come. */
  ended(failure: EngineError | null): void
  /** A job begins with this model: a load of another one, which nobody waits for any more, ends. */
  makeWay(id: string): void
  remove(id: string): Promise<void>
  /** Its parts have changed: loads it anew if it was loaded. */
  reopen(id: string): Promise<void>
  /** The engine may have lost its model: load it again if there was one. */
  forget(): void
}

export function createModels(client: EngineClient, wishes: LoadWishes): Models {
  const library = signal<LibraryEntry[]>([])
  const loaded = signal<LoadedModel | null>(null)
  const loading = signal<string | null>(null)
  const progress = signal<LoadProgress | null>(null)
  const error = signal<EngineError | null>(null)
  const storage = signal<StorageReport | null>(null)
  let current: { id: string; choice: LoadChoice; promise: Promise<void>; abort: AbortController } | null = null
  /** The job that has its model open: what it loads from now on stands beside the model. */
  let openFor: PictureRequest | null = null
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

  /** A model that is open is stored, which the library only tells when it is asked again. */
  const opened = (model: LoadedModel) => {
    loaded.value = model
    library.value = library.peek().map((entry) => (entry.manifest.id === model.modelId && entry.precision === model.precision ? { ...entry, ready: true, storedBytes: entry.totalBytes } : entry))
  }

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
      batch(() => opened(answer))
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
    const inTheWay = () => (current && (current.id !== id || !sameChoice(current.choice, choice())) ? current : null)
    // Again: who else waited for the same end may have begun another one.
    for (let other = inTheWay(); other; other = inTheWay()) {
      other.abort.abort()
      await other.promise.catch(() => undefined)
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
    async choosePrecision(id, precision) {
      wishes.precision.value = precision
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
    async chooseMemory(wish) {
      wishes.memory.value = wish
      const id = current?.id ?? loaded.peek()?.modelId
      // A failure stands on the card.
      if (id !== undefined) await load(id).catch(() => undefined)
    },
    heard(event, request) {
      const { id, ...asked } = request.model
      if (event.type === 'loading') {
        batch(() => {
          loading.value = id
          progress.value = event.progress
          error.value = null
          // It takes the place of another one, or of its own in another way.
          if (openFor !== request) loaded.value = null
        })
      } else if (event.type === 'memory') {
        const now = loaded.peek()
        if (now) loaded.value = { ...now, memory: event.plan, retried: true }
      } else if (loading.peek() === id && current === null) {
        // A graph that only this job needed, or the model itself, has come.
        batch(() => {
          loading.value = null
          progress.value = null
        })
        void refreshQuietly()
      }
      if (event.type === 'loaded') openFor = request
      // The engine opens it anew for the rest of the job.
      else if (event.type === 'memory' || event.type === 'sounder') openFor = null
      if (event.type === 'loaded' && loaded.peek() !== event.model) {
        loadedWith = asked
        batch(() => opened(event.model))
      }
    },
    ended(failure) {
      if (current !== null) return
      batch(() => {
        loading.value = null
        progress.value = null
        if (!failure) return
        error.value = failure
        loaded.value = null
      })
    },
    makeWay(id) {
      if (current && current.id !== id) current.abort.abort()
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
      batch(() => {
        loaded.value = null
        // What a job was loading went with it; a load of our own tells its end itself.
        if (current === null) {
          loading.value = null
          progress.value = null
        }
      })
      // Bring back what was there; a load that died itself is not tried again unasked.
      if (lost) load(lost.modelId).catch(() => undefined)
    },
  }
}

function unlessAborted<T>(promise: Promise<T>, stopSignal: AbortSignal | undefined): Promise<T> {
  if (!stopSignal) return promise
  return new Promise((resolve, reject) => {
    const stop = () => reject(new EngineError('cancelled.run', {}))
    if (stopSignal.aborted) stop()
    stopSignal.addEventListener('abort', stop)
    promise.then(resolve, reject).finally(() => stopSignal.removeEventListener('abort', stop))
  })
}
