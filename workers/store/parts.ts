// Models in IndexedDB: one Blob per part and one record per file, named by the file's SHA-256.
// Only keeps and finds; whether a part is right is verify.ts, where it comes from is download.ts.
//
// Content addressing: two models that share a file share its parts, and a manifest with a new hash simply misses.
import { createStore, del, delMany, get, getMany, keys, set, setMany } from 'idb-keyval'
import type { UseStore } from 'idb-keyval'
import { StorageFailure } from './failures'

/**
 * 8 MiB: a reload loses at most this much, WebCrypto hashes it in 8 ms, and one part, its hash's copy and its Blob stay
 * below 32 MB of heap. Smaller parts cost a transaction each: Blobs of this size write at about 240 MB/s.
 */
export const PART_BYTES = 8 * 1024 * 1024

export interface FileRecord {
  path: string
  bytes: number
  sha256: string
  partBytes: number
  /** SHA-256 of each part, null where it was never stored. */
  hashes: (string | null)[]
  /** The whole file matched its sha256 once: from then on `hashes` tell a right part from a wrong one. */
  complete: boolean
  lastUsed: number
}

export interface PartStore {
  record(sha256: string): Promise<FileRecord | null>
  records(sha256: string[]): Promise<(FileRecord | null)[]>
  putRecord(record: FileRecord): Promise<void>
  /** Writes a part and the record that names its hash in one transaction: never one without the other. */
  putPart(record: FileRecord, index: number, blob: Blob): Promise<void>
  part(sha256: string, index: number): Promise<Blob | null>
  dropPart(sha256: string, index: number): Promise<void>
  dropFile(sha256: string): Promise<void>
  /** Which parts exist, by file. Reads keys only. */
  listing(): Promise<Map<string, Set<number>>>
}

const fileKey = (sha256: string): string => `file:${sha256}`
const partKey = (sha256: string, index: number): string => `part:${sha256}:${index}`

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

  async function keysOf(sha256: string): Promise<string[]> {
    const all = await run((store) => keys<string>(store))
    return all.filter((key) => key === fileKey(sha256) || key.startsWith(`part:${sha256}:`))
  }

  return {
    record: (sha256) => run(async (store) => (await get<FileRecord>(fileKey(sha256), store)) ?? null),
    records: (hashes) => run(async (store) => (await getMany<FileRecord>(hashes.map(fileKey), store)).map((record) => record ?? null)),
    putRecord: (record) => run((store) => set(fileKey(record.sha256), record, store)),
    putPart: (record, index, blob) =>
      run((store) => setMany([[partKey(record.sha256, index), blob], [fileKey(record.sha256), record]], store)),
    part: (sha256, index) => run(async (store) => (await get<Blob>(partKey(sha256, index), store)) ?? null),
    dropPart: (sha256, index) => run((store) => del(partKey(sha256, index), store)),
    dropFile: async (sha256) => {
      const mine = await keysOf(sha256)
      await run((store) => delMany(mine, store))
    },
    listing: async () => {
      const found = new Map<string, Set<number>>()
      for (const key of await run((store) => keys<string>(store))) {
        const [kind, sha256 = '', index] = key.split(':')
        const parts = found.get(sha256) ?? new Set<number>()
        found.set(sha256, parts)
        if (kind === 'part') parts.add(Number(index))
      }
      return found
    },
  }
}

/** Where part `index` begins and ends in the file. */
export function partSpan(file: { bytes: number; partBytes: number }, index: number): { start: number; end: number } {
  const start = index * file.partBytes
  return { start, end: Math.min(start + file.partBytes, file.bytes) }
}
