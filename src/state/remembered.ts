// Everything this origin keeps of Darkroom, entry by entry, so that a person can forget one without losing the rest. Needs no engine
// and believes nothing of what it finds: it is what remains when the page or the engine cannot start.
import { EngineError } from '../core/errors/engine-error'
import { databases } from '../protocol/stored'

export type RememberedKind = 'setting' | 'library' | 'file' | 'queue' | 'machine' | 'offline'

export interface Remembered {
  /** Its own, whatever it is called: two may have the same name. */
  id: string
  kind: RememberedKind
  name: string
  /** About; what cannot be read counts nothing. */
  bytes: number
  forget(): Promise<void>
}

/** Where it lies, besides IndexedDB; each may throw or be missing. */
export interface RememberedPlaces {
  settings(): Pick<Storage, 'length' | 'key' | 'getItem' | 'removeItem'>
  caches(): CacheStorage | undefined
  /** The address under which the page lies: what Workbox ends the names of its caches with. */
  scope: string
  /** Ends the service worker that answers for the page. */
  endOffline(): Promise<void>
}

export interface Found {
  entries: Remembered[]
  /** Why not everything could be looked into. */
  error: EngineError | null
}

const kinds = { models: 'file', library: 'library', queue: 'queue', machine: 'machine' } as const

export async function findRemembered(places: RememberedPlaces): Promise<Found> {
  let error: EngineError | null = null
  const attempt = async (look: () => Promise<Remembered[]>): Promise<Remembered[]> => {
    try {
      return await look()
    } catch (thrown) {
      error ??= new EngineError('storage-blocked.files', {}, String(thrown))
      return []
    }
  }
  const found = [
    await attempt(async () => settingsIn(places.settings())),
    ...await Promise.all(Object.entries(databases).map(([name, { name: database }]) => attempt(() => inDatabase(database, kinds[name as keyof typeof kinds])))),
    await attempt(() => cached(places)),
  ]
  return { entries: found.flat(), error }
}

/** All of it, whatever it is. Rejects with the first thing that would not go, after the rest. */
export async function forgetAll(places: RememberedPlaces): Promise<void> {
  const { entries } = await findRemembered(places)
  const ends = [...entries.filter(({ kind }) => kind === 'setting' || kind === 'offline').map((entry) => () => entry.forget()), ...Object.values(databases).map(({ name }) => () => deleteDatabase(name))]
  const failed = (await Promise.allSettled(ends.map((end) => end()))).find((outcome) => outcome.status === 'rejected')
  if (failed) throw new EngineError('storage-blocked.files', {}, String(failed.reason))
}

function settingsIn(settings: ReturnType<RememberedPlaces['settings']>): Remembered[] {
  const keys = Array.from({ length: settings.length }, (_, at) => settings.key(at)).filter((key) => key?.startsWith('darkroom.') === true)
  return keys.toSorted().map((key) => {
    const text = settings.getItem(key!) ?? ''
    return { id: `setting ${key!}`, kind: 'setting', name: `${key}: ${short(text)}`, bytes: key!.length + text.length, forget: async () => settings.removeItem(key!) }
  })
}

async function inDatabase(name: string, kind: RememberedKind): Promise<Remembered[]> {
  const whole: Remembered = { id: name, kind, name, bytes: 0, forget: () => deleteDatabase(name) }
  const database = await openThere(name)
  if (database === 'damaged') return [whole]
  if (database === null) return []
  try {
    const groups = new Map<string, { store: string; keys: IDBValidKey[]; name: string; bytes: number }>()
    for (const store of database.objectStoreNames) {
      for (const key of await done(database.transaction(store).objectStore(store).getAllKeys())) {
        const value = await done<unknown>(database.transaction(store).objectStore(store).get(key)).catch(() => undefined)
        const id = `${store} ${kind === 'file' ? fileOf(key) : JSON.stringify(key)}`
        const group = groups.get(id) ?? { store, keys: [], name: kind === 'file' ? fileOf(key) : keyName(key), bytes: 0 }
        groups.set(id, group)
        group.keys.push(key)
        group.bytes += sizeOf(value)
        group.name = saidName(value) ?? group.name
      }
    }
    // One that holds nothing of ours may be what is in the way.
    if (groups.size === 0 && database.objectStoreNames.length !== 1) return [whole]
    return [...groups].map(([id, { store, keys, name: said, bytes }]) => ({ id: `${name} ${id}`, kind, name: said, bytes, forget: () => forgetKeys(name, store, keys) }))
  } finally {
    database.close()
  }
}

/** The offline copy goes whole: without one of its files it would be none. Another app of this origin may use Workbox too. */
async function cached({ caches, scope, endOffline }: RememberedPlaces): Promise<Remembered[]> {
  const storage = caches()
  const names = (await storage?.keys() ?? []).filter((name) => name.startsWith('darkroom-') || name.endsWith(scope))
  if (!storage || names.length === 0) return []
  return [{
    id: 'offline', kind: 'offline', name: names.join(', '), bytes: 0,
    async forget() {
      await endOffline()
      for (const name of names) await storage.delete(name)
    },
  }]
}

/** Null where there is none: looking must not make one. */
function openThere(name: string): Promise<IDBDatabase | null | 'damaged'> {
  return new Promise((resolve) => {
    const request = indexedDB.open(name)
    let isNew = false
    request.addEventListener('upgradeneeded', () => {
      isNew = true
      request.transaction?.abort()
    })
    request.addEventListener('success', () => {
      request.result.addEventListener('versionchange', () => request.result.close())
      resolve(request.result)
    })
    request.addEventListener('error', (event) => {
      event.preventDefault()
      resolve(isNew ? null : 'damaged')
    })
  })
}

async function forgetKeys(name: string, store: string, keys: readonly IDBValidKey[]): Promise<void> {
  const database = await openThere(name)
  if (database === null || database === 'damaged') return
  const transaction = database.transaction(store, 'readwrite')
  for (const key of keys) transaction.objectStore(store).delete(key)
  await new Promise<void>((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve())
    transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('no reason given')))
  })
  database.close()
}

/** Blocked = a page that still holds it lets go of it in time, and then it is gone. */
function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name)
    request.addEventListener('success', () => resolve())
    request.addEventListener('blocked', () => resolve())
    request.addEventListener('error', () => reject(request.error ?? new Error('no reason given')))
  })
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('no reason given')))
  })
}

/** A file's record, its parts and its identity are one entry. */
function fileOf(key: IDBValidKey): string {
  const name = keyName(key)
  return /^(?:file|first):(.*)$/s.exec(name)?.[1] ?? /^part:(.*):\d+$/s.exec(name)?.[1] ?? name
}

const keyName = (key: IDBValidKey): string => (typeof key === 'string' ? key : `${typeof key} ${JSON.stringify(key)}`)

/** What a record calls itself: a model's name, a file's path, the words of a picture that waits. */
function saidName(value: unknown): string | null {
  const { name, path, orders } = Object(value) as { name?: unknown; path?: unknown; orders?: unknown }
  const prompt: unknown = Array.isArray(orders) ? Object(Object(Object(orders[0]).requests)[0]).prompt?.positive : undefined
  const said = [name, path, prompt].find((one) => typeof one === 'string' && one !== '')
  return said === undefined ? null : short(String(said))
}

function sizeOf(value: unknown): number {
  if (value instanceof Blob) return value.size
  if (value instanceof ArrayBuffer) return value.byteLength
  try {
    return JSON.stringify(value)?.length ?? 0
  } catch {
    return 0
  }
}

const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text)
