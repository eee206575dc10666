// Models in IndexedDB: one Blob per part and one record per file, under the file's name in storage (identity.ts).
// Only keeps and finds; whether a part is right is verify.ts, where it comes from is download.ts.
import { createStore, del, delMany, get, getMany, keys, set, setMany } from 'idb-keyval'
import type { UseStore } from 'idb-keyval'
import { StorageFailure } from './failures'

/**
 * 8 MiB: a reload loses at most this much of each connection, WebCrypto hashes it in 8 ms, and one part, its hash's copy and
 * its Blob stay below 32 MB of heap. Smaller parts cost a transaction each: Blobs of this size write at about 240 MB/s.
 */
export const PART_BYTES = 8 * 1024 * 1024

export interface FileRecord {
  path: string
  bytes: number
  /** What the whole file must have; null while nobody knows: then the first complete download tells. */
  sha256: string | null
  /** What the server called this version of the file; only where the hash is not known. */
  version?: string
  partBytes: number
  /** SHA-256 of each part, null where it was never stored. */
  hashes: (string | null)[]
  /** The whole file matched its sha256 once: from then on `hashes` tell a right part from a wrong one. */
  complete: boolean
  lastUsed: number
}

/** What a file without a published hash was when it was first fetched. Outlives the file. */
export interface FirstSeen {
  sha256: string
  bytes: number
}

/** `id` is a file's name in storage (identity.ts). */
export interface PartStore {
  record(id: string): Promise<FileRecord | null>
  records(ids: readonly string[]): Promise<(FileRecord | null)[]>
  putRecord(id: string, record: FileRecord): Promise<void>
  /** Writes a part and the record that names its hash in one transaction: never one without the other. */
  putPart(id: string, record: FileRecord, index: number, blob: Blob): Promise<void>
  part(id: string, index: number): Promise<Blob | null>
  dropPart(id: string, index: number): Promise<void>
  /** All of a file but its first seen hash. */
  dropFile(id: string): Promise<void>
  /** Which parts exist, by file. Reads keys only. */
  listing(): Promise<Map<string, Set<number>>>
  firstSeen(ids: readonly string[]): Promise<(FirstSeen | null)[]>
  /** Writes the record of a file that was fetched for the first time, and what it is, in one transaction. */
  putFirst(id: string, record: FileRecord, seen: FirstSeen): Promise<void>
  forgetFirst(ids: readonly string[]): Promise<void>
}

const fileKey = (id: string): string => `file:${id}`
const partKey = (id: string, index: number): string => `part:${id}:${index}`
const firstKey = (id: string): string => `first:${id}`

export function openPartStore(database = 'darkroom-models'): PartStore {
  let idb: UseStore | null = null

  /** Runs one IndexedDB operation; whatever goes wrong becomes a StorageFailure. */
  async function run<T>(operation: (store: UseStore) => Promise<T>): Promise<T> {
    try {
      return await operation((idb ??= createStore(database, 'parts')))
    } catch (thrown) {
      // A connection the browser closed on its own (Safari after sleep, cleared site data) is worth one new connection.
      if (!(thrown instanceof DOMException) || thrown.name !== 'InvalidStateError') throw new StorageFailure(thrown)
    }
    try {
      return await operation((idb = createStore(database, 'parts')))
    } catch (thrown) {
      throw new StorageFailure(thrown)
    }
  }

  const read = <T>(ids: readonly string[], keyOf: (id: string) => string): Promise<(T | null)[]> =>
    run(async (store) => (await getMany<T>(ids.map(keyOf), store)).map((value) => value ?? null))

  async function keysOf(id: string): Promise<string[]> {
    const all = await run((store) => keys<string>(store))
    return all.filter((key) => key === fileKey(id) || (key.startsWith(`part:${id}:`) && idOf(key) === id))
  }

  return {
    record: async (id) => (await read<FileRecord>([id], fileKey))[0] ?? null,
    records: (ids) => read(ids, fileKey),
    putRecord: (id, record) => run((store) => set(fileKey(id), record, store)),
    putPart: (id, record, index, blob) => run((store) => setMany([[partKey(id, index), blob], [fileKey(id), record]], store)),
    part: (id, index) => run(async (store) => (await get<Blob>(partKey(id, index), store)) ?? null),
    dropPart: (id, index) => run((store) => del(partKey(id, index), store)),
    dropFile: async (id) => {
      const mine = await keysOf(id)
      await run((store) => delMany(mine, store))
    },
    listing: async () => {
      const found = new Map<string, Set<number>>()
      for (const key of await run((store) => keys<string>(store))) {
        if (key.startsWith('first:')) continue
        const id = idOf(key)
        const parts = found.get(id) ?? new Set<number>()
        found.set(id, parts)
        if (key.startsWith('part:')) parts.add(Number(key.slice(key.lastIndexOf(':') + 1)))
      }
      return found
    },
    firstSeen: (ids) => read(ids, firstKey),
    putFirst: (id, record, seen) => run((store) => setMany([[fileKey(id), record], [firstKey(id), seen]], store)),
    forgetFirst: (ids) => run((store) => delMany(ids.map(firstKey), store)),
  }
}

/** Of a file's or a part's key. A name may have colons itself. */
function idOf(key: string): string {
  return key.startsWith('part:') ? key.slice('part:'.length, key.lastIndexOf(':')) : key.slice('file:'.length)
}

/** Where part `index` begins and ends in the file. */
export function partSpan(file: { bytes: number; partBytes: number }, index: number): { start: number; end: number } {
  const start = index * file.partBytes
  return { start, end: Math.min(start + file.partBytes, file.bytes) }
}
