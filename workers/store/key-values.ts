// Keys and values of one IndexedDB database; a Map in its place, for as long as the worker lives, where the browser lets nothing be
// stored: no IndexedDB, one that refuses to open, or one that takes nothing.
import { delMany, getMany, keys, promisifyRequest, setMany } from 'idb-keyval'
import { openStore } from '../../src/protocol/stored'
import type { OpenStore } from '../../src/protocol/stored'
import { StorageFailure } from './failures'

export interface KeyValues {
  /** Nothing is stored: all of it is gone with the page. */
  inMemory(): Promise<boolean>
  /** Without those of foreign kinds: what no name of ours stands for is nobody's here. */
  keys(): Promise<string[]>
  /** Undefined for a key that is not there. */
  getMany(keys: readonly string[]): Promise<unknown[]>
  /** All or none of them. */
  setMany(entries: [string, unknown][]): Promise<void>
  delMany(keys: readonly string[]): Promise<void>
}

/** Whatever goes wrong is a StorageFailure. */
export function openKeyValues(database: string, name: string): KeyValues {
  const memory = new Map<string, unknown>()
  let idb: OpenStore | null = null
  let stores: Promise<boolean> | null = null

  async function run<T>(operation: (store: OpenStore) => Promise<T>): Promise<T> {
    try {
      return await operation((idb ??= openStore(database, name)))
    } catch (thrown) {
      // A connection the browser closed on its own (Safari after sleep, cleared site data) is worth one new connection.
      if (!(thrown instanceof DOMException) || thrown.name !== 'InvalidStateError') throw new StorageFailure(thrown)
    }
    try {
      return await operation((idb = openStore(database, name)))
    } catch (thrown) {
      throw new StorageFailure(thrown)
    }
  }

  /** Writes something and takes it away again, in one transaction: a database that opens may still take nothing. */
  const tryOut = (): Promise<boolean> =>
    run((store) => store('readwrite', (values) => {
      values.put(0, 'try')
      values.delete('try')
      return promisifyRequest(values.transaction)
    })).then(() => true, (failure: StorageFailure) => failure.full) // a full disk can still be read

  const inBrowser = () => (stores ??= tryOut())

  return {
    inMemory: async () => !(await inBrowser()),
    keys: async () => ((await inBrowser()) ? run(async (store) => (await keys<IDBValidKey>(store)).filter((key) => typeof key === 'string')) : [...memory.keys()]),
    getMany: async (wanted) => ((await inBrowser()) ? run((store) => getMany<unknown>([...wanted], store)) : wanted.map((key) => memory.get(key))),
    async setMany(entries) {
      if (await inBrowser()) return run((store) => setMany(entries, store))
      for (const [key, value] of entries) memory.set(key, value)
    },
    async delMany(gone) {
      if (await inBrowser()) return run((store) => delMany([...gone], store))
      for (const key of gone) memory.delete(key)
    },
  }
}
