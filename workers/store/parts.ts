// Models in IndexedDB: one Blob per part and one record per file, under the file's name in storage (identity.ts).
// Only keeps and finds; whether a part is right is verify.ts, where it comes from is download.ts.
import { StorageFailure } from './failures'
import { isFileRecord, isFirstSeen } from './file-record'
import type { FileRecord, FirstSeen } from './file-record'
import { openKeyValues } from './key-values'
import { databases } from '../../src/protocol/stored'

/**
 * 8 MiB: a reload loses at most this much of each connection, WebCrypto hashes it in 8 ms, and one part, its hash's copy and
 * its Blob stay below 32 MB of heap. Smaller parts cost a transaction each: Blobs of this size write at about 240 MB/s.
 */
export const PART_BYTES = 8 * 1024 * 1024

/** `id` is a file's name in storage (identity.ts). */
export interface PartStore {
  /** Nothing is stored: all of it is gone with the page. */
  inMemory(): Promise<boolean>
  /** A record that is none is taken away with all its parts, for which nothing speaks any more. */
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
  /** Keys of records in no form of ours. Names of no kind of ours are not ours to judge: another version may have written them. */
  unreadable(): Promise<string[]>
}

const fileKey = (id: string): string => `file:${id}`
const partKey = (id: string, index: number): string => `part:${id}:${index}`
const firstKey = (id: string): string => `first:${id}`

export function openPartStore(database: string = databases.models.name): PartStore {
  const values = openKeyValues(database, databases.models.store)
  /** A Blob was refused and its bytes were not: WebKit's private windows do that (docs/pitfalls.md). */
  let bytesOnly = false

  const read = async <T>(ids: readonly string[], keyOf: (id: string) => string, isOne: (value: unknown) => value is T): Promise<(T | null)[]> =>
    (await values.getMany(ids.map(keyOf))).map((value) => (isOne(value) ? value : null))

  async function keysOf(id: string): Promise<string[]> {
    return (await values.keys()).filter((key) => key === fileKey(id) || (key.startsWith(`part:${id}:`) && idOf(key) === id))
  }

  return {
    inMemory: () => values.inMemory(),
    async record(id) {
      const [found] = await values.getMany([fileKey(id)])
      if (isFileRecord(found)) return found
      if (found !== undefined) await values.delMany(await keysOf(id))
      return null
    },
    records: (ids) => read(ids, fileKey, isFileRecord),
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
      const [part] = await values.getMany([partKey(id, index)])
      return part instanceof ArrayBuffer ? new Blob([part]) : part instanceof Blob ? part : null
    },
    dropPart: (id, index) => values.delMany([partKey(id, index)]),
    dropFile: async (id) => values.delMany(await keysOf(id)),
    listing: async () => {
      const found = new Map<string, Set<number>>()
      for (const key of await values.keys()) {
        if (!/^(file|part):/.test(key)) continue
        const id = idOf(key)
        const parts = found.get(id) ?? new Set<number>()
        found.set(id, parts)
        if (key.startsWith('part:')) parts.add(Number(key.slice(key.lastIndexOf(':') + 1)))
      }
      return found
    },
    firstSeen: (ids) => read(ids, firstKey, isFirstSeen),
    putFirst: (id, record, seen) => values.setMany([[fileKey(id), record], [firstKey(id), seen]]),
    forgetFirst: (ids) => values.delMany(ids.map(firstKey)),
    async unreadable() {
      const keys = (await values.keys()).filter((key) => /^(file|first):/.test(key))
      const found = await values.getMany(keys)
      return keys.filter((key, at) => !(key.startsWith('file:') ? isFileRecord : isFirstSeen)(found[at]))
    },
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
