// The models' half of the engine: the library with what is stored of it, downloads that run beside everything else, checks, and
// models that a person adds. What it takes to run one is engine.ts's.
import { EngineError } from '../../src/core/errors/engine-error'
import type { ModelFile, ModelManifest } from '../../src/core/manifest'
import { choosePrecision, filesOf } from '../../src/core/precision'
import type { Machine } from '../../src/core/precision'
import type { LoadProgress } from '../../src/protocol/events'
import type { PrecisionWish } from '../../src/protocol/loaded-model'
import type { LibraryEntry, ModelsApi } from '../../src/protocol/models-api'
import { inspectModel } from './inspect-model'
import { originOf } from './model-library'
import type { ModelLibrary } from './model-library'
import { pickedFolder } from './picked-files'
import type { ModelStore } from '../store/model-store'

export interface ShelfOptions {
  store: ModelStore
  library: ModelLibrary
  capabilities: () => Promise<Machine>
  /** The machine once everything was tried that this model's precision would rest on: before a long download of what may not run. */
  triedFor: (model: ModelManifest, wished: string | null) => Promise<Machine>
  /** Before a model's files go: ends what uses them. */
  letGo: (modelId: string) => Promise<void>
}

export interface ModelShelf extends ModelsApi {
  /** There is work: a check of files, which is for idle times, ends. */
  endCheck(): void
  /** Brings here what the precision needs, asking the hub first for what its list leaves open. Returns the model with all it told. */
  fetch(listed: ModelManifest, files: readonly ModelFile[], signal: AbortSignal, onProgress: (progress: LoadProgress) => void): Promise<Fetched>
}

export interface Fetched {
  manifest: ModelManifest
  source: 'network' | 'cache' | 'mixed'
  fetchedBytes: number
}

export function modelShelf({ store, library, capabilities, triedFor, letGo }: ShelfOptions): ModelShelf {
  let check = new AbortController()
  const downloads = new Map<string, { stop: AbortController; ended: Promise<unknown> }>()

  const fetch: ModelShelf['fetch'] = async (listed, wanted, signal, onProgress) => {
    // What is stored already needs no server, to tell its sizes or at all.
    const { ready } = await store.status({ ...listed, files: [...wanted] })
    const manifest = ready ? listed : await library.complete(listed, wanted, signal)
    const paths = new Set(wanted.map(({ path }) => path))
    const done = await store.ensure({ ...manifest, files: manifest.files.filter(({ path }) => paths.has(path)) }, { onProgress, signal })
    return { manifest, ...done }
  }

  /** What load() would need of the model; nothing where this machine can run none of it. */
  const wantedFiles = async (manifest: ModelManifest, { precision = undefined }: PrecisionWish = {}): Promise<{ id: string | null; files: ModelFile[] }> => {
    const chosen = choosePrecision(manifest, await capabilities(), precision ?? null)?.precision
    return { id: chosen?.id ?? null, files: chosen ? filesOf(manifest, chosen) : [] }
  }

  const entryOf = async (manifest: ModelManifest, choice: PrecisionWish): Promise<LibraryEntry> => {
    const { id, files } = await wantedFiles(manifest, choice)
    const [status, all] = await Promise.all([store.status({ ...manifest, files }), store.status(manifest)])
    return { manifest, origin: originOf(manifest), precision: id, ...status, ready: status.ready && files.length > 0, otherBytes: all.storedBytes - status.storedBytes }
  }

  const download = async (modelId: string, stop: AbortSignal, onProgress: (progress: LoadProgress) => void, choice: PrecisionWish): Promise<void> => {
    const listed = await library.find(modelId)
    await triedFor(listed, choice.precision ?? null) // what capabilities() says from now on
    const { files } = await wantedFiles(listed, choice)
    if (files.length === 0) throw new EngineError('bad-request.cannot-run', { model: listed.name }, modelId)
    await fetch(listed, files, stop, onProgress)
  }

  /** Resolves when nothing of the model is being downloaded any more. */
  const stopDownload = async (modelId: string): Promise<void> => {
    const running = downloads.get(modelId)
    running?.stop.abort()
    await running?.ended.catch(() => undefined)
  }

  const othersThan = async (modelId: string) => ((await library.keep()) ?? await library.known()).filter((set) => !('id' in set) || set.id !== modelId)

  /** Files that only a precision needs which is not all there. */
  const begunFiles = async (model: ModelManifest): Promise<Set<string>> => {
    const paths = { ready: new Set<string>(), begun: new Set<string>() }
    for (const precision of model.precisions) {
      const files = filesOf(model, precision)
      const { ready } = await store.status({ ...model, files })
      for (const { path } of files) paths[ready ? 'ready' : 'begun'].add(path)
    }
    return new Set([...paths.begun].filter((path) => !paths.ready.has(path)))
  }

  return {
    fetch,
    hub: () => library.hub(),
    setHub: (url) => library.setHub(url),
    async library(choice = {}) {
      const models = await library.known()
      const kept = await library.keep()
      if (kept) await store.prune(kept) // files of older versions of the lists
      return Promise.all(models.map((manifest) => entryOf(manifest, choice)))
    },
    async download(modelId, onProgress, choice = {}) {
      check.abort()
      if (downloads.has(modelId)) throw new EngineError('bad-request.downloading', {}, modelId)
      const stop = new AbortController()
      const ended = download(modelId, stop.signal, onProgress, choice).finally(() => downloads.delete(modelId))
      downloads.set(modelId, { stop, ended })
      await ended
    },
    async stopDownload(modelId, discard) {
      await stopDownload(modelId)
      if (!discard) return
      const model = await library.find(modelId)
      const begun = await begunFiles(model)
      await store.discard(model, [...await othersThan(modelId), { ...model, files: model.files.filter(({ path }) => !begun.has(path)) }])
    },
    async verify(modelId, onProgress) {
      check.abort()
      const model = await library.find(modelId)
      const stored = await storedFiles(store, model)
      return store.verify({ ...model, files: stored }, { onProgress })
    },
    async checkDue() {
      check.abort()
      check = new AbortController()
      return downloads.size > 0 ? null : store.checkDue(await library.known(), check.signal)
    },
    endCheck: () => check.abort(),
    async exportFiles(modelId) {
      check.abort()
      const model = await library.find(modelId)
      return store.exportFiles({ ...model, files: await storedFiles(store, model) })
    },
    inspect: async (source) => inspectModel(source, { hub: (await library.hub()).url }),
    async addModel(source, manifest, onProgress) {
      check.abort()
      if (source.kind !== 'files') return (await library.add(manifest)).id
      const folder = pickedFolder(source.files)
      // A tokenizer that was missing beside the graphs comes from its own address with the first download.
      const elsewhere = manifest.files.filter(({ url }) => url !== undefined)
      const own = manifest.files.filter(({ url }) => url === undefined)
      const stored = await store.importFiles({ ...manifest, files: own }, (path) => folder.open(path), { onProgress })
      return (await library.add({ ...manifest, files: [...stored, ...elsewhere] })).id
    },
    async remove(modelId) {
      await stopDownload(modelId)
      await letGo(modelId)
      const model = await library.find(modelId)
      await store.remove(model, await othersThan(modelId))
      if (originOf(model) === 'added') await library.forget(modelId)
    },
    async roomFor(modelId, choice = {}) {
      const model = await library.find(modelId)
      const { files } = await wantedFiles(model, choice)
      const { totalBytes, storedBytes } = await store.status({ ...model, files })
      return store.roomFor(totalBytes - storedBytes, await library.known(), [model])
    },
    acceptChanged: async (modelId) => store.acceptChanged(await library.find(modelId)),
    decoders: (modelId) => library.decodersFor(modelId),
    useDecoder: (modelId, decoderId) => library.useDecoder(modelId, decoderId),
    async storage() {
      const report = await store.report()
      return { ...report, unreadable: [...(await library.unreadable().catch(() => [])), ...report.unreadable] }
    },
  }
}

/** The model's files that are whole. */
async function storedFiles(store: ModelStore, model: ModelManifest): Promise<ModelFile[]> {
  const whole = await Promise.all(model.files.map(async (file) => (await store.status({ ...model, files: [file] })).ready))
  return model.files.filter((_, at) => whole[at])
}
