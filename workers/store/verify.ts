// Is what is stored what the manifest promised? Each part by WebCrypto, the whole file by an incremental SHA-256.
// The only importer of hash-wasm (docs/decisions/0002-hash-wasm.md).
import { createSHA256, sha256 } from 'hash-wasm'
import { partSpan } from './parts'
import type { FileRecord, PartStore } from './parts'

/** Lower-case hex SHA-256 of a part. Native where there is WebCrypto, which plain http on a LAN does not have. */
export async function digestHex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (typeof crypto === 'undefined' || crypto.subtle === undefined) return sha256(bytes)
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** SHA-256 of a whole file, fed with its parts in order as they pass by; parts out of order are left for finish(). */
export interface FileHash {
  /** Takes the part if it is the next one in the file. */
  offer(index: number, bytes: Uint8Array): void
  /** Reads the parts that were not offered in order from the store; null when one of them is gone. */
  finish(parts: PartStore, onBytes: (bytes: number) => void, signal: AbortSignal): Promise<string | null>
}

export async function createFileHash(record: FileRecord): Promise<FileHash> {
  const hash = (await createSHA256()).init()
  let next = 0
  return {
    offer(index, bytes) {
      if (index !== next) return
      hash.update(bytes)
      next++
    },
    async finish(parts, onBytes, signal) {
      for (; next < record.hashes.length; next++) {
        signal.throwIfAborted()
        const bytes = await readPart(parts, record, next)
        if (bytes === null) return null
        hash.update(bytes)
        onBytes(partSpan(record, next).end)
      }
      return hash.digest()
    },
  }
}

/** The bytes of a part, null when it is missing or unreadable. */
export async function readPart(parts: PartStore, record: FileRecord, index: number): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const blob = await parts.part(record.sha256, index)
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
  record: FileRecord,
  onPart: (index: number, bytes: Uint8Array) => void,
  signal: AbortSignal,
): Promise<Set<number>> {
  const good = new Set<number>()
  for (const [index, expected] of record.hashes.entries()) {
    if (expected === null) continue
    signal.throwIfAborted()
    const bytes = await readPart(parts, record, index)
    if (bytes !== null && (await digestHex(bytes)) === expected) {
      good.add(index)
      onPart(index, bytes)
    } else {
      await parts.dropPart(record.sha256, index)
    }
  }
  return good
}
