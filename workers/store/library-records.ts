// What this browser remembers of models besides their files: those that a person added, what a hub told of those that are listed,
// which decoder a model was given, and the hub's address. A door of its own: small values, in a database of their own.
import { createStore, del, entries, set } from 'idb-keyval'
import type { UseStore } from 'idb-keyval'
import type { HubSource, ModelFile } from '../../src/core/manifest'
import { storageBlocked } from './failures'

/** Sizes and hashes that the list of models left open, once a hub was asked. */
export interface Completion {
  /** What the list said when it was asked. */
  of: HubSource | null
  source: HubSource | null
  files: ModelFile[]
}

export interface LibraryRecords {
  /** Everything; models as they were written, to be checked by whoever reads them. */
  read(): Promise<{ models: unknown[]; completed: Map<string, Completion>; decoders: Map<string, string>; hub: string | null }>
  /** Null forgets. */
  put(kind: 'model', id: string, value: object | null): Promise<void>
  put(kind: 'completed', id: string, value: Completion | null): Promise<void>
  put(kind: 'decoder', id: string, value: string | null): Promise<void>
  put(kind: 'hub', id: '', value: string | null): Promise<void>
}

export function openLibraryRecords(database = 'darkroom-library'): LibraryRecords {
  let idb: UseStore | null = null
  const store = () => (idb ??= createStore(database, 'records'))
  return {
    async read() {
      const all = await entries<string, unknown>(store()).catch(blocked)
      const of = (kind: string) => all.flatMap(([key, value]) => (key.startsWith(`${kind}:`) ? [[key.slice(kind.length + 1), value] as const] : []))
      return {
        models: of('model').map(([, value]) => value),
        completed: new Map(of('completed') as [string, Completion][]),
        decoders: new Map(of('decoder') as [string, string][]),
        hub: (of('hub')[0]?.[1] as string | undefined) ?? null,
      }
    },
    async put(kind: string, id: string, value: unknown) {
      const key = `${kind}:${id}`
      await (value === null ? del(key, store()) : set(key, value, store())).catch(blocked)
    },
  }
}

// Nothing is made up in its place: files of models that nobody remembers would be swept away.
function blocked(thrown: unknown): never {
  throw storageBlocked(thrown)
}
