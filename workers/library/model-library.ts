// All models that are known here: those on the list beside the page (models.manifest.json), shipped with it or public, and those
// a person added in this browser. The list is fetched once; what the browser remembers is read each time, as another tab may have changed it.
import { EngineError } from '../../src/core/errors/engine-error'
import { decoderFits, withDecoder } from '../../src/core/fast-decoder'
import { defaultHub, resolveBase } from '../../src/core/hub'
import type { DecoderManifest, ModelFile, ModelManifest } from '../../src/core/manifest'
import { checkManifest, checkModel } from '../../src/core/manifest-check'
import type { HubSetting } from '../../src/protocol/models-api'
import type { Completion, LibraryRecords } from '../store/library-records'
import type { FileSet } from '../store/model-store'
import { completeModel } from './complete-model'
import { idOf } from './folder-manifest'
import { hubAddress } from './hub-address'
import type { Web } from './web'

export interface ModelLibrary {
  /** In the order of the list, where shipped ones come first, then added ones; with absolute addresses on the hub in the settings. */
  known(): Promise<ModelManifest[]>
  /** Every set of files that must not be swept away: those of known models, and of remembered ones in a form this app cannot read.
   * Null where it cannot be known. */
  keep(): Promise<FileSet[] | null>
  /** Names what this browser remembers in no form of ours, and so is done without. */
  unreadable(): Promise<string[]>
  /** Rejects with `unknown-model`. */
  find(id: string): Promise<ModelManifest>
  /** A known model with the exact sizes of the files `needed`. Asks the hub where the list leaves something open, and remembers. */
  complete(model: ModelManifest, needed: readonly ModelFile[], signal: AbortSignal): Promise<ModelManifest>
  /** Remembers what inspectModel() found, under an id that no other model has. Returns it with that id. */
  add(manifest: ModelManifest): Promise<ModelManifest>
  /** Forgets an added model; its files are the store's to remove, before. */
  forget(id: string): Promise<void>
  /** Decoders that can take the place of a model's own. */
  decodersFor(id: string): Promise<DecoderManifest[]>
  /** Null = its own again. */
  useDecoder(modelId: string, decoderId: string | null): Promise<void>
  hub(): Promise<HubSetting>
  /** Null = the usual one. Rejects with `bad-request` what is no address. */
  setHub(url: string | null): Promise<void>
}

export interface LibraryDeps {
  /** The list beside the page, parsed. */
  readList(): Promise<unknown>
  /** What relative base URLs are relative to. */
  pageUrl: string
  records: LibraryRecords
  web(signal: AbortSignal): Web
}

/** Begins the id of every added model and of no other. */
const addedPrefix = 'my.'

/** Where a model comes from: this site, a repository that its list names, or a person. */
export function originOf({ id, source }: ModelManifest): 'shipped' | 'public' | 'added' {
  return id.startsWith(addedPrefix) ? 'added' : source ? 'public' : 'shipped'
}

export function openModelLibrary({ readList, pageUrl, records, web }: LibraryDeps): ModelLibrary {
  const list = once(async () => checkManifest(await readList()))
  /** What this browser remembers; a hub's address that cannot be read counts as none. */
  const remember = async () => {
    const remembered = await records.read()
    const hub = remembered.hub === null ? null : hubAddress(remembered.hub)
    return { ...remembered, hub, unreadableHub: hub === null ? remembered.hub : null }
  }

  /** As they are listed and were added, before a hub was asked. */
  const listedModels = async () => {
    const [{ models, decoders = [] }, remembered] = await Promise.all([list(), remember()])
    const added = remembered.models.flatMap((value) => readable(value) ?? [])
    return { models: [...models, ...added], decoders, remembered }
  }

  const known = async (): Promise<ModelManifest[]> => {
    const { models, decoders, remembered } = await listedModels()
    const hub = remembered.hub ?? defaultHub
    return models.map((one) => {
      const model = resolveBase(completed(one, remembered.completed.get(one.id)), hub)
      const decoder = decoders.find(({ id }) => id === remembered.decoders.get(model.id))
      const base = model.baseUrl === '' ? '' : new URL(model.baseUrl, pageUrl).href
      return { ...(decoder && decoderFits(model, decoder) ? withDecoder(model, decoder, hub) : model), baseUrl: base }
    })
  }

  const find = async (id: string): Promise<ModelManifest> => {
    const model = (await known()).find((candidate) => candidate.id === id)
    if (!model) throw new EngineError('unknown-model.id', { id })
    return model
  }

  return {
    known,
    find,
    async keep() {
      if (await records.inMemory()) return null
      const [models, { models: remembered }] = await Promise.all([known(), records.read()])
      return [...models, ...remembered.filter(isFileSet)]
    },
    async unreadable() {
      const { models, unreadable } = await records.read()
      return [...unreadable, ...models.filter((value) => readable(value) === null).map((value) => `model:${String(Object(value).id)}`)]
    },
    async complete(model, needed, signal) {
      const { models, remembered } = await listedModels()
      const whole = await completeModel(model, needed, remembered.hub ?? defaultHub, web(signal))
      if (whole === model) return model
      const of = models.find(({ id }) => id === model.id)?.source ?? null
      // A browser that remembers nothing asks again.
      await records.put('completed', model.id, { of, source: whole.source ?? null, files: whole.files }).catch(() => {})
      return whole
    },
    async add(manifest) {
      const ids = (await known()).map(({ id }) => id)
      const wanted = addedPrefix + idOf(manifest.name)
      const id = [wanted, ...Array.from({ length: ids.length + 1 }, (_, n) => `${wanted}-${n + 2}`)].find((candidate) => !ids.includes(candidate))!
      const model = checkModel({ ...manifest, id }, 'model')
      await records.put('model', id, model)
      return model
    },
    async forget(id) {
      if (!id.startsWith(addedPrefix)) throw new EngineError('bad-request.shipped', {}, id)
      await records.put('model', id, null)
      await records.put('completed', id, null)
      await records.put('decoder', id, null)
    },
    async decodersFor(id) {
      const [model, { decoders = [] }, { hub }] = await Promise.all([find(id), list(), remember()])
      return decoders.filter((decoder) => decoderFits(model, decoder)).map((decoder) => resolveBase(decoder, hub ?? defaultHub))
    },
    useDecoder: (modelId, decoderId) => records.put('decoder', modelId, decoderId),
    async hub() {
      const { hub, unreadableHub } = await remember()
      return { url: hub ?? defaultHub, unreadable: unreadableHub }
    },
    async setHub(url) {
      const typed = url?.trim() ?? ''
      const wanted = typed === '' ? defaultHub : hubAddress(typed)
      if (wanted === null) throw new EngineError('bad-request.hub', { example: defaultHub }, typed)
      await records.put('hub', '', wanted === defaultHub ? null : wanted)
    },
  }
}

/** What a hub told earlier, as long as the list still speaks of the same version and files. */
function completed(model: ModelManifest, completion: Completion | undefined): ModelManifest {
  if (!completion) return model
  const { of, source, files } = completion
  const same = of?.repo === model.source?.repo && of?.revision === model.source?.revision && model.files.every(({ path }) => files.some((file) => file.path === path))
  if (!same) return model
  const told = ({ path, url }: ModelFile): ModelFile => {
    const { bytes, sha256, approximate } = files.find((file) => file.path === path)!
    // The address stays the list's own: the hub in the settings may be another by now.
    return { path, bytes, ...(approximate && { approximate }), ...(sha256 !== undefined && { sha256 }), ...(url !== undefined && { url }) }
  }
  return { ...model, files: model.files.map(told), ...(source && { source }) }
}

const isText = (value: unknown): boolean => typeof value === 'string'

function isFileSet(value: unknown): value is FileSet {
  const { baseUrl, files, source } = Object(value) as { [field in keyof FileSet]?: unknown }
  return isText(baseUrl) && (source === undefined || (isText(Object(source).repo) && isText(Object(source).revision)))
    && Array.isArray(files) && files.every((file) => [Object(file).path, Object(file).sha256 ?? '', Object(file).url ?? ''].every(isText))
}

/** A remembered model; null for one that an older or a newer app wrote in another form. */
function readable(value: unknown): ModelManifest | null {
  try {
    const model = checkModel(value, 'model')
    return originOf(model) === 'added' ? model : null
  } catch {
    return null
  }
}

/** Memoised until it fails. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | null = null
  return () => (result ??= work().catch((error: unknown) => {
    result = null
    throw error
  }))
}
