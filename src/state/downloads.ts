// The library of models as a person keeps it: downloads under way, what a check or a failure said of each model, licences agreed
// to, whether a model fits, and the model that is being added. Which models there are is state/models.ts's.
import { signal } from '@preact/signals'
import type { ReadonlySignal, Signal } from '@preact/signals'
import type { EngineClient } from '../client/engine-client'
import { EngineError } from '../core/errors/engine-error'
import type { DecoderManifest, ModelManifest } from '../core/manifest'
import type { LoadProgress } from '../protocol/events'
import type { HubSetting, RoomAdvice, StoredFile } from '../protocol/models-api'
import { createAdding } from './adding'
import type { Adding } from './adding'
import { asEngineError } from './as-engine-error'
import { loadChoice, sameChoice } from './load-choice'
import type { LoadWishes, MemoryFit } from './load-choice'
import type { Models } from './models'

/** What is being done with a model's files. */
export interface FileWork {
  kind: 'download' | 'verify' | 'export'
  progress: LoadProgress | null
  /** It was asked to end and has not yet. */
  stopping: boolean
}

/** What the last work said, until the next begins. */
export type ModelNote =
  | { kind: 'failed'; error: EngineError; room: RoomAdvice | null }
  | { kind: 'right' }
  /** Paths that were not as they should be; they were dropped. */
  | { kind: 'wrong'; paths: string[] }
  | { kind: 'exported' }

export interface Downloads {
  /** By model id. */
  work: ReadonlySignal<ReadonlyMap<string, FileWork>>
  notes: ReadonlySignal<ReadonlyMap<string, ModelNote>>
  /** By model id, of the models that were judged: whether there is memory enough for them, as they are wished for. */
  fits: ReadonlySignal<ReadonlyMap<string, MemoryFit>>
  /** Asks the engine anew; for models in view, and again when a wish or their files have changed. */
  judge(id: string): Promise<void>
  /** The model whose licence is being asked about. */
  asking: Signal<string | null>
  adding: Adding
  /** Throws where this model may not be fetched yet; its licence is then being asked about, and the load follows the yes. */
  admit(id: string): void
  /** A person's wish to have this model, as opposed to the load at the start. */
  load(id: string): void
  /** Asks for the licence first where the model has one that must be agreed to; `then` follows the download. */
  download(id: string, then?: () => void): void
  /** The person agreed to the licence that was asked about. */
  agree(): void
  /** Keeps what was fetched. */
  pause(id: string): void
  /** Stops, and drops what is not complete. */
  discard(id: string): Promise<void>
  verify(id: string): void
  /** What was found out of a model's files by somebody else. */
  tell(id: string, note: ModelNote): void
  /** `save` writes the files where the person wants them; resolves to false when they changed their mind. */
  export(id: string, save: (files: StoredFile[]) => Promise<boolean>): void
  remove(id: string): Promise<void>
  /** Removes what the advice names, then downloads. */
  makeRoom(id: string): Promise<void>
  acceptChanged(id: string): Promise<void>
  /** Where repositories come from; its url is '' until the engine has said it. */
  hub: ReadonlySignal<HubSetting>
  readHub(): Promise<void>
  /** '' = the usual one. Resolves to what was wrong with the address, null when nothing was. */
  setHub(url: string): Promise<EngineError | null>
  /** Decoders that can take the place of the model's own. */
  decoders(id: string): Promise<DecoderManifest[]>
  /** Null = its own again. A model in use is loaded anew with it. */
  useDecoder(id: string, decoder: string | null): Promise<void>
}

export interface DownloadsOptions {
  client: EngineClient
  models: Models
  /** Licences agreed to, as `id licence` lines. */
  licences: Signal<string>
  wishes: LoadWishes
  persistStorage: () => void
  /** The licence question is asked in the room of models. */
  showModels: () => void
}

export function createDownloads({ client, models, licences, wishes, persistStorage, showModels }: DownloadsOptions): Downloads {
  const work = signal<ReadonlyMap<string, FileWork>>(new Map())
  const notes = signal<ReadonlyMap<string, ModelNote>>(new Map())
  const asking = signal<string | null>(null)
  let afterYes: (() => void) | undefined
  const fits = signal<ReadonlyMap<string, MemoryFit>>(new Map())
  const choice = () => loadChoice(wishes)
  const manifestOf = (id: string) => models.library.peek().find(({ manifest }) => manifest.id === id)?.manifest
  const setWork = (id: string, next: FileWork | null) => { work.value = changed(work.peek(), id, next) }
  const setNote = (id: string, next: ModelNote | null) => { notes.value = changed(notes.peek(), id, next) }
  const refresh = () => models.refresh().catch(() => undefined)

  const fail = async (id: string, thrown: unknown) => {
    const error = asEngineError(thrown)
    if (error.code === 'cancelled') return
    const room = error.code === 'disk-full' ? await client.roomFor(id, choice()).catch(() => null) : null
    setNote(id, { kind: 'failed', error, room })
  }

  /** One work at a time and model; what it throws becomes the model's note. */
  const busyWith = async (id: string, kind: FileWork['kind'], job: (onProgress: (progress: LoadProgress) => void) => Promise<ModelNote | null>): Promise<boolean> => {
    if (work.peek().has(id)) return false
    setWork(id, { kind, progress: null, stopping: false })
    setNote(id, null)
    try {
      const note = await job((progress) => {
        const now = work.peek().get(id)
        if (now) setWork(id, { ...now, progress })
      })
      setNote(id, note)
      return true
    } catch (thrown) {
      await fail(id, thrown)
      return false
    } finally {
      await refresh()
      setWork(id, null)
    }
  }

  const fetchModel = async (id: string, then?: () => void) => {
    persistStorage()
    const done = await busyWith(id, 'download', async (onProgress) => {
      await client.download(id, onProgress, choice())
      return null
    })
    if (done) then?.()
  }

  const stop = async (id: string, discard: boolean) => {
    const now = work.peek().get(id)
    if (now?.kind === 'download') setWork(id, { ...now, stopping: true })
    await client.stopDownload(id, discard).catch((thrown: unknown) => fail(id, thrown))
    await refresh()
  }

  const quietly = async (id: string, job: () => Promise<void>) => {
    setNote(id, null)
    try {
      await job()
    } catch (thrown) {
      await fail(id, thrown)
    }
  }

  const download = (id: string, then?: () => void) => {
    const manifest = manifestOf(id)
    if (!manifest) return
    if (agreed(licences.peek(), manifest)) return void fetchModel(id, then)
    afterYes = then
    asking.value = id
  }
  const admit = (id: string) => {
    const entry = models.library.peek().find(({ manifest }) => manifest.id === id)
    if (!entry || entry.ready || agreed(licences.peek(), entry.manifest)) return
    // What must be agreed to first is asked in the room of models, where its download is then seen.
    showModels()
    download(id, () => load(id))
    throw new EngineError('bad-request.licence', { model: entry.manifest.name }, entry.manifest.licence)
  }
  const load = (id: string) => {
    persistStorage()
    try {
      admit(id)
    } catch {
      return
    }
    models.load(id).catch(() => undefined)
  }

  const hub = signal<HubSetting>(unknownHub)
  const readHub = async () => { hub.value = await client.hub().catch(() => unknownHub) }

  return {
    work,
    notes,
    tell: setNote,
    fits,
    async judge(id) {
      const asked = choice()
      // A model of which nothing can be said (no precision of it runs here) has no entry.
      const fit = await client.fit(id, asked).catch(() => null)
      // Another wish since: whoever changed it asks again.
      if (sameChoice(asked, choice())) fits.value = changed(fits.peek(), id, fit)
    },
    asking,
    adding: createAdding(client, refresh),
    admit,
    load,
    download,
    agree() {
      const id = asking.peek()
      const manifest = id === null ? undefined : manifestOf(id)
      asking.value = null
      if (!manifest) return
      licences.value = [...licences.peek().split('\n').filter(Boolean), agreement(manifest)].join('\n')
      void fetchModel(manifest.id, afterYes)
    },
    pause: (id) => void stop(id, false),
    discard: (id) => stop(id, true),
    verify(id) {
      void busyWith(id, 'verify', async (onProgress) => {
        const paths = await client.verify(id, onProgress)
        return paths.length === 0 ? { kind: 'right' } : { kind: 'wrong', paths }
      })
    },
    export(id, save) {
      void busyWith(id, 'export', async () => ((await save(await client.exportFiles(id))) ? { kind: 'exported' } : null))
    },
    remove: (id) => quietly(id, () => models.remove(id)),
    makeRoom: (id) => quietly(id, async () => {
      const { remove } = await client.roomFor(id, choice())
      for (const one of remove) await models.remove(one.id)
      await fetchModel(id)
    }),
    acceptChanged: (id) => quietly(id, async () => {
      await client.acceptChanged(id)
      await fetchModel(id)
    }),
    hub,
    readHub,
    async setHub(url) {
      try {
        await client.setHub(url.trim() || null)
        return null
      } catch (thrown) {
        return asEngineError(thrown)
      } finally {
        await readHub()
        await refresh()
      }
    },
    decoders: (id) => client.decoders(id).catch(() => []),
    useDecoder: (id, decoder) => quietly(id, async () => {
      await client.useDecoder(id, decoder)
      await models.reopen(id)
    }),
  }
}

const unknownHub: HubSetting = { url: '', unreadable: null }

/** Whether there is nothing to agree to, or it was agreed to before: to this licence of this model. */
export function agreed(licences: string, manifest: ModelManifest): boolean {
  return !manifest.acceptLicence || licences.split('\n').includes(agreement(manifest))
}

const agreement = ({ id, licence }: ModelManifest): string => `${id} ${licence}`

function changed<T>(map: ReadonlyMap<string, T>, id: string, next: T | null): ReadonlyMap<string, T> {
  const copy = new Map(map)
  if (next === null) copy.delete(id)
  else copy.set(id, next)
  return copy
}
