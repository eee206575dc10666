// What this browser remembers of models besides their files: those that a person added, what a hub told of those that are listed,
// which decoder a model was given, and the hub's address. A door of its own: small values, in a database of their own.
import type { HubSource, ModelFile } from '../../src/core/manifest'
import { storageBlocked, StorageFailure } from './failures'
import { openKeyValues } from './key-values'
import { databases } from '../../src/protocol/stored'

/** Sizes and hashes that the list of models left open, once a hub was asked. */
export interface Completion {
  /** What the list said when it was asked. */
  of: HubSource | null
  source: HubSource | null
  files: ModelFile[]
}

export interface LibraryRecords {
  /** Nothing is stored, and what was stored before may not be read. */
  inMemory(): Promise<boolean>
  /** Everything; models as they were written, to be checked by whoever reads them. `unreadable` names what of it is in no form of ours. */
  read(): Promise<{ models: unknown[]; completed: Map<string, Completion>; decoders: Map<string, string>; hub: string | null; unreadable: string[] }>
  /** Null forgets. */
  put(kind: 'model', id: string, value: object | null): Promise<void>
  put(kind: 'completed', id: string, value: Completion | null): Promise<void>
  put(kind: 'decoder', id: string, value: string | null): Promise<void>
  put(kind: 'hub', id: '', value: string | null): Promise<void>
}

export function openLibraryRecords(database: string = databases.library.name): LibraryRecords {
  const stored = openKeyValues(database, databases.library.store)
  return {
    inMemory: () => stored.inMemory(),
    async read() {
      const keys = await stored.keys().catch(blocked)
      const values = await stored.getMany(keys).catch(blocked)
      const unreadable: string[] = []
      const of = <T>(kind: string, isOne: (value: unknown) => value is T): [string, T][] => keys.flatMap((key, at): [string, T][] => {
        if (!key.startsWith(`${kind}:`)) return []
        const value = values[at]
        if (isOne(value)) return [[key.slice(kind.length + 1), value]]
        unreadable.push(key)
        return []
      })
      return {
        models: of('model', isObject).map(([, value]) => value),
        completed: new Map(of('completed', isCompletion)),
        decoders: new Map(of('decoder', isText)),
        hub: of('hub', isText)[0]?.[1] ?? null,
        unreadable,
      }
    },
    async put(kind: string, id: string, value: unknown) {
      const key = `${kind}:${id}`
      await (value === null ? stored.delMany([key]) : stored.setMany([[key, value]])).catch(blocked)
    },
  }
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

function isCompletion(value: unknown): value is Completion {
  const { of, source, files } = Object(value) as { [field in keyof Completion]?: unknown }
  return isSource(of) && isSource(source) && Array.isArray(files) && files.every(isFile)
}

const isSource = (value: unknown): boolean => value === null || (isObject(value) && 'repo' in value && isText(value.repo) && 'revision' in value && isText(value.revision))

function isFile(value: unknown): value is ModelFile {
  const { path, bytes, sha256, url } = Object(value) as { [field in keyof ModelFile]?: unknown }
  return isText(path) && Number.isSafeInteger(bytes) && Number(bytes) > 0 && (sha256 === undefined || isText(sha256)) && (url === undefined || isText(url))
}

// Nothing is made up in its place: files of models that nobody remembers would be swept away.
function blocked(thrown: unknown): never {
  throw storageBlocked(thrown instanceof StorageFailure ? thrown.cause : thrown)
}
