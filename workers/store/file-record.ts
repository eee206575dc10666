// What is remembered of one stored file, and whether a value that came out of the database is that: what another version, another
// program or a failing disk wrote there counts as nothing.

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
  /** When the whole file was last held against its sha256, parts and all; absent = by a version that did not write it down. */
  checked?: number
}

/** What a file without a published hash was when it was first fetched. Outlives the file. */
export interface FirstSeen {
  sha256: string
  bytes: number
}

const isHash = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0

export function isFileRecord(value: unknown): value is FileRecord {
  const { path, bytes, sha256, version, partBytes, hashes, complete, lastUsed, checked } = Object(value) as { [field in keyof FileRecord]?: unknown }
  return typeof path === 'string' && isCount(bytes) && isCount(partBytes)
    && (sha256 === null || isHash(sha256))
    && (version === undefined || typeof version === 'string')
    && Array.isArray(hashes) && hashes.length === Math.ceil(bytes / partBytes) && hashes.every((hash) => hash === null || isHash(hash))
    && typeof complete === 'boolean' && Number.isFinite(lastUsed) && (checked === undefined || Number.isFinite(checked))
}

export function isFirstSeen(value: unknown): value is FirstSeen {
  const { sha256, bytes } = Object(value) as { [field in keyof FirstSeen]?: unknown }
  return isHash(sha256) && isCount(bytes)
}
