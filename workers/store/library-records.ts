// What this browser remembers of models besides their files: those that a person added, what a hub told of those that are listed,
// which decoder a model was given, and the hub's address. A door of its own: small values, in a database of their own.
import type { HubSource, ModelFile } from '../../src/core/manifest'
import { storageBlocked, StorageFailure } from './failures'
import { openKeyValues } from './key-values'

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
  /** Everything; models as they were written, to be checked by whoever reads them. */
  read(): Promise<{ models: unknown[]; completed: Map<string, Completion>; decoders: Map<string, string>; hub: string | null }>
  /** Null forgets. */
  put(kind: 'model', id: string, value: object | null): Promise<void>
  put(kind: 'completed', id: string, value: Completion | null): Promise<void>
  put(kind: 'decoder', id: string, value: string | null): Promise<void>
  put(kind: 'hub', id: '', value: string | null): Promise<void>
}

export function openLibraryRecords(database = 'darkroom-library'): LibraryRecords {
  const stored = openKeyValues(database, 'records')
  return {
    inMemory: () => stored.inMemory(),
    async read() {
      const keys = await stored.keys().catch(blocked)
      const values = await stored.getMany(keys).catch(blocked)
      const of = (kind: string) => keys.flatMap((key, at) => (key.startsWith(`${kind}:`) ? [[key.slice(kind.length + 1), values[at]] as const] : []))
      return {
        models: of('model').map(([, value]) => value),
        completed: new Map(of('completed') as [string, Completion][]),
        decoders: new Map(of('decoder') as [string, string][]),
        hub: (of('hub')[0]?.[1] as string | undefined) ?? null,
      }
    },
    async put(kind: string, id: string, value: unknown) {
      const key = `${kind}:${id}`
      await (value === null ? stored.delMany([key]) : stored.setMany([[key, value]])).catch(blocked)
    },
  }
}

// Nothing is made up in its place: files of models that nobody remembers would be swept away.
function blocked(thrown: unknown): never {
  throw storageBlocked(thrown instanceof StorageFailure ? thrown.cause : thrown)
}
