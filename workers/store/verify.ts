// Is what is stored what the manifest promised? Each part by WebCrypto, the whole file by an incremental SHA-256.
// The only importer of hash-wasm (docs/decisions/0002-hash-wasm.md).
import { createSHA256, sha256 } from 'hash-wasm'
import { partSpan } from './parts'
import type { FileRecord } from './file-record'
import type { PartStore } from './parts'

/** Lower-case hex SHA-256 of a part. Native where there is WebCrypto, which plain http on a LAN does not have. */
export async function digestHex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (typeof crypto === 'undefined' || crypto.subtle === undefined) return sha256(bytes)
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** SHA-256 of what is handed to `update`, in that order. */
export const startHash = async () => (await createSHA256()).init()

/** SHA-256 of a Blob of any size, and of each of its parts. */
export async function hashBlob(blob: Blob, partBytes: number, onBytes: (bytes: number) => void, signal: AbortSignal): Promise<{ sha256: string; parts: string[] }> {
  const whole = await startHash()
  const parts: string[] = []
  for (let start = 0; start < blob.size; start += partBytes) {
    signal.throwIfAborted()
    const bytes = new Uint8Array(await blob.slice(start, start + partBytes).arrayBuffer())
    whole.update(bytes)
    parts.push(await digestHex(bytes))
    onBytes(start + bytes.length)
  }
  return { sha256: whole.digest(), parts }
}

/** SHA-256 of a whole file, fed with its parts as they pass by, in whatever order they come. */
export interface FileHash {
  /** Takes a part that is stored. */
  offer(index: number, bytes: Uint8Array): void
  /** Reads the parts that were not offered from the store; null when one of them is gone. */
  finish(onBytes: (bytes: number) => void): Promise<string | null>
}

/**
 * The hash wants parts in their order, connections bring them in nearly that order. Up to `ahead` parts wait in memory for
 * their turn; one that found no room is read back from the store when its turn comes.
 * @param isStored whether a part has been offered and can be read.
 */
export async function createFileHash(id: string, record: FileRecord, parts: PartStore, ahead: number, isStored: (index: number) => boolean, signal: AbortSignal): Promise<FileHash> {
  const hash = await startHash()
  const waiting = new Map<number, Uint8Array>()
  let next = 0
  let reading = false
  let caughtUp = Promise.resolve()

  function take(bytes: Uint8Array): void {
    for (let part: Uint8Array | undefined = bytes; part; part = waiting.get(next)) {
      hash.update(part)
      waiting.delete(next)
      next++
    }
  }

  /** Reads what found no room, as long as the next part is such a one. */
  async function catchUp(): Promise<void> {
    reading = true
    while (isStored(next) && !signal.aborted) {
      const bytes = await readPart(parts, id, next)
      if (bytes === null) break // finish() tells
      take(bytes)
    }
    reading = false
  }

  return {
    offer(index, bytes) {
      if (index === next && !reading) take(bytes)
      else if (index > next && waiting.size < ahead) waiting.set(index, bytes.slice())
      if (!reading && isStored(next)) caughtUp = catchUp()
    },
    async finish(onBytes) {
      await caughtUp
      while (next < record.hashes.length) {
        signal.throwIfAborted()
        const bytes = await readPart(parts, id, next)
        if (bytes === null) return null
        take(bytes)
        onBytes(partSpan(record, next - 1).end)
      }
      return hash.digest()
    },
  }
}

/** The bytes of a part, null when it is missing or unreadable. */
export async function readPart(parts: PartStore, id: string, index: number): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const blob = await parts.part(id, index)
    return blob && new Uint8Array(await blob.arrayBuffer())
  } catch {
    // IndexedDB keeps Blobs in files beside the database; one that was lost reads as NotReadableError or UnknownError.
    // A store that is down altogether says so again at the next write.
    return null
  }
}

/**
 * Reads every stored part of `record`, deletes those that are not what was written, and returns the good ones.
 * @param onPart is called with each good part, in order.
 */
export async function goodParts(
  parts: PartStore,
  id: string,
  record: FileRecord,
  onPart: (index: number, bytes: Uint8Array) => void,
  signal: AbortSignal,
): Promise<Set<number>> {
  const good = new Set<number>()
  for (const [index, expected] of record.hashes.entries()) {
    if (expected === null) continue
    signal.throwIfAborted()
    const bytes = await readPart(parts, id, index)
    if (bytes !== null && (await digestHex(bytes)) === expected) {
      good.add(index)
      onPart(index, bytes)
    } else {
      await parts.dropPart(id, index)
    }
  }
  return good
}
