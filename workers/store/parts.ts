// Models in IndexedDB: one Blob per part and one record per file, under the file's name in storage (identity.ts).
// Only keeps and finds; whether a part is right is verify.ts, where it comes from is download.ts.
import { StorageFailure } from './failures'
import { openKeyValues } from './key-values'

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
  /** Nothing is stored: all of it is gone with the page. */
  inMemory(): Promise<boolean>
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
  const values = openKeyValues(database, 'parts')
  /** A Blob was refused and its bytes were not: WebKit's private windows do that (docs/pitfalls.md). */
  let bytesOnly = false

  const read = async <T>(ids: readonly string[], keyOf: (id: string) => string): Promise<(T | null)[]> =>
    (await values.getMany(ids.map(keyOf))).map((value) => (value as T | undefined) ?? null)

  async function keysOf(id: string): Promise<string[]> {
    return (await values.keys()).filter((key) => key === fileKey(id) || (key.startsWith(`part:${id}:`) && idOf(key) === id))
  }

  return {
    inMemory: () => values.inMemory(),
    record: async (id) => (await read<FileRecord>([id], fileKey))[0] ?? null,
    records: (ids) => read(ids, fileKey),
    putRecord: (id, record) => values.setMany([[fileKey(id), record]]),
    async putPart(id, record, index, blob) {
      const put = (part: Blob | ArrayBuffer) => values.setMany([[partKey(id, index), part], [fileKey(id), record]])
      if (!bytesOnly) {
        const failure = await put(blob).then(() => null, (thrown: unknown) => thrown)
        if (failure === null) return
        if (failure instanceof StorageFailure && failure.full) throw failure
      }
      await put(await blob.arrayBuffer())
      bytesOnly = true
    },
    part: async (id, index) => {
      const [part] = await read<Blob | ArrayBuffer>([id], () => partKey(id, index))
      return part instanceof ArrayBuffer ? new Blob([part]) : (part ?? null)
    },
    dropPart: (id, index) => values.delMany([partKey(id, index)]),
    dropFile: async (id) => values.delMany(await keysOf(id)),
    listing: async () => {
      const found = new Map<string, Set<number>>()
      for (const key of await values.keys()) {
        if (key.startsWith('first:')) continue
        const id = idOf(key)
        const parts = found.get(id) ?? new Set<number>()
        found.set(id, parts)
        if (key.startsWith('part:')) parts.add(Number(key.slice(key.lastIndexOf(':') + 1)))
      }
      return found
    },
    firstSeen: (ids) => read(ids, firstKey),
    putFirst: (id, record, seen) => values.setMany([[fileKey(id), record], [firstKey(id), seen]]),
    forgetFirst: (ids) => values.delMany(ids.map(firstKey)),
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
