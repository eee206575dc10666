// The page's handle on the engine: every EngineApi method, but each call ends when the worker dies, an AbortSignal
// cancels, and a dead worker is replaced by a fresh one. Holds no settings and no pictures; that is src/state.
import { proxy, transfer } from 'comlink'
import type { Remote } from 'comlink'
import { EngineError } from '../core/errors/engine-error'
import type { DecoderManifest, ModelManifest } from '../core/manifest'
import type { ImageRef } from '../core/request/picture-request'
import type { EngineApi, MemoryReport } from '../protocol/engine-api'
import { installErrorCodec } from '../protocol/errors'
import type { JobEvent, LoadProgress } from '../protocol/events'
import type { Inspection, ModelSource } from '../protocol/inspection'
import type { Job, JobId, PictureResult } from '../protocol/jobs'
import type { LoadChoice, LoadedModel, PrecisionWish } from '../protocol/loaded-model'
import type { Capabilities, SelfTest } from '../protocol/machine'
import type { MemoryFit } from '../protocol/memory'
import type { FileCheck, HubSetting, LibraryEntry, RoomAdvice, StorageReport, StoredFile } from '../protocol/models-api'
import { spawnEngineWorker, startWorker, watchWebLock } from './worker-host'
import type { LockWatch, WorkerHost, WorkerLike } from './worker-host'

export interface EngineClient {
  capabilities(): Promise<Capabilities>
  selfTest(): Promise<SelfTest>
  library(choice?: PrecisionWish): Promise<LibraryEntry[]>
  load(modelId: string, onProgress: (progress: LoadProgress) => void, signal?: AbortSignal, choice?: LoadChoice): Promise<LoadedModel>
  fit(modelId: string, choice?: LoadChoice): Promise<MemoryFit>
  /** The signal's abort becomes cancel(job.id). */
  submit(job: Job, onEvent: (event: JobEvent) => void, signal?: AbortSignal): Promise<PictureResult>
  putImage(image: Blob): Promise<ImageRef>
  attachCanvases(preview: OffscreenCanvas, strip: OffscreenCanvas): Promise<void>
  showStep(id: JobId, step: number): Promise<void>
  release(id: JobId): Promise<void>
  unload(): Promise<void>
  remove(modelId: string): Promise<void>
  storage(): Promise<StorageReport>
  hub(): Promise<HubSetting>
  setHub(url: string | null): Promise<void>
  download(modelId: string, onProgress: (progress: LoadProgress) => void, choice?: PrecisionWish): Promise<void>
  stopDownload(modelId: string, discard: boolean): Promise<void>
  verify(modelId: string, onProgress: (progress: LoadProgress) => void): Promise<string[]>
  checkDue(): Promise<FileCheck | null>
  exportFiles(modelId: string): Promise<StoredFile[]>
  inspect(source: ModelSource): Promise<Inspection>
  addModel(source: ModelSource, manifest: ModelManifest, onProgress: (progress: LoadProgress) => void): Promise<string>
  roomFor(modelId: string, choice?: PrecisionWish): Promise<RoomAdvice>
  acceptChanged(modelId: string): Promise<void>
  decoders(modelId: string): Promise<DecoderManifest[]>
  useDecoder(modelId: string, decoderId: string | null): Promise<void>
  memory(): Promise<MemoryReport>
  /** Ends a worker that does not stop when asked; pending calls reject with `cancelled` and a fresh worker starts. */
  forceStop(): void
  /** Ends the worker as a crash would; for tests of the recovery. */
  killWorker(): void
  dispose(): Promise<void>
}

export interface EngineClientOptions {
  /** A fresh worker runs: canvases, loaded model and step frames of the old one are gone. */
  onRestart: () => void
  /** Passed to the worker in its name, such as `backend=wasm`. */
  options?: string
  spawn?: (name: string) => WorkerLike
  lockWatch?: LockWatch
}

export function createEngineClient({ onRestart, options = '', spawn = spawnEngineWorker, lockWatch = watchWebLock }: EngineClientOptions): EngineClient {
  installErrorCodec()
  const pending = new Set<(error: EngineError) => void>()
  let host: WorkerHost | null = null
  let started = false
  let answered = false

  const abandon = (error: EngineError) => {
    for (const reject of pending) reject(error)
    pending.clear()
  }
  const died = (reason: string) => {
    abandon(new EngineError('worker-crashed.stopped', {}, reason))
    host = null
    // One that never answered would only die again: wait for the next call instead of spinning.
    if (answered) start()
  }
  const start = () => {
    answered = false
    host = startWorker({ spawn, lockWatch, id: freshId(), options, onDeath: died })
    if (started) onRestart()
    started = true
    return host
  }

  /** Must settle: with the answer, the worker's error, or the worker's death. Must not report to a caller twice. */
  const call = <T>(ask: (api: Remote<EngineApi>) => Promise<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const current = host ?? start()
      pending.add(reject)
      ask(current.api)
        .then((value) => {
          if (current === host) {
            answered = true
            current.watch()
          }
          resolve(value)
        }, reject)
        .finally(() => pending.delete(reject))
    })

  /** Runs a long call; events that arrive after it settled are dropped. */
  const listening = async <E, T>(onEvent: (event: E) => void, ask: (api: Remote<EngineApi>, listener: (event: E) => void) => Promise<T>): Promise<T> => {
    let live = true
    try {
      return await call((api) => ask(api, proxy((event: E) => { if (live) onEvent(event) })))
    } finally {
      live = false
    }
  }

  /** The abort becomes cancel(id). */
  const cancellable = async <E, T>(id: JobId, signal: AbortSignal | undefined, onEvent: (event: E) => void, ask: (api: Remote<EngineApi>, listener: (event: E) => void) => Promise<T>): Promise<T> => {
    if (signal?.aborted) throw new EngineError('cancelled.run', {})
    const cancel = () => void call((api) => api.cancel(id)).catch(() => undefined)
    signal?.addEventListener('abort', cancel)
    try {
      return await listening(onEvent, ask)
    } finally {
      signal?.removeEventListener('abort', cancel)
    }
  }

  return {
    capabilities: () => call((api) => api.capabilities()),
    selfTest: () => call((api) => api.selfTest()),
    library: (choice) => call((api) => api.library(choice)),
    load(modelId, onProgress, signal, choice) {
      const id = freshId()
      return cancellable(id, signal, onProgress, (api, listener) => api.load(id, modelId, listener, choice))
    },
    fit: (modelId, choice) => call((api) => api.fit(modelId, choice)),
    submit: (job, onEvent, signal) => cancellable(job.id, signal, onEvent, (api, listener) => api.submit(job, listener)),
    putImage: (image) => call((api) => api.putImage(image)),
    attachCanvases: (preview, strip) => call((api) => api.attachCanvases(transfer(preview, [preview]), transfer(strip, [strip]))),
    showStep: (id, step) => call((api) => api.showStep(id, step)),
    release: (id) => call((api) => api.release(id)),
    unload: () => call((api) => api.unload()),
    remove: (modelId) => call((api) => api.remove(modelId)),
    storage: () => call((api) => api.storage()),
    hub: () => call((api) => api.hub()),
    setHub: (url) => call((api) => api.setHub(url)),
    download: (modelId, onProgress, choice) => listening(onProgress, (api, listener) => api.download(modelId, listener, choice)),
    stopDownload: (modelId, discard) => call((api) => api.stopDownload(modelId, discard)),
    verify: (modelId, onProgress) => listening(onProgress, (api, listener) => api.verify(modelId, listener)),
    checkDue: () => call((api) => api.checkDue()),
    exportFiles: (modelId) => call((api) => api.exportFiles(modelId)),
    inspect: (source) => call((api) => api.inspect(source)),
    addModel: (source, manifest, onProgress) => listening(onProgress, (api, listener) => api.addModel(source, manifest, listener)),
    roomFor: (modelId, choice) => call((api) => api.roomFor(modelId, choice)),
    acceptChanged: (modelId) => call((api) => api.acceptChanged(modelId)),
    decoders: (modelId) => call((api) => api.decoders(modelId)),
    useDecoder: (modelId, decoderId) => call((api) => api.useDecoder(modelId, decoderId)),
    memory: () => call((api) => api.memory()),
    forceStop() {
      host?.close()
      host = null
      abandon(new EngineError('cancelled.forced', {}))
      start()
    },
    killWorker: () => host?.kill(),
    async dispose() {
      await call((api) => api.dispose())
      host?.close()
      host = null
    },
  }
}

/** For workers, jobs and loads. Unlike crypto.randomUUID, also there on insecure origins (a phone that visits this computer over plain http). */
export function freshId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
