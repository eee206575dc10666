// What is stored of files, told from their records and the keys of their parts. Reads no part.
import type { WantedFile } from './identity'
import { partSpan } from './parts'
import type { FileRecord } from './file-record'
import type { PartStore } from './parts'

export interface SetStatus {
  totalBytes: number
  storedBytes: number
  /** Every part of every file is here and every file was verified. */
  ready: boolean
  /**
   * What a download is held against, by the weakest file: a published SHA-256, the one recorded at the first download here,
   * or nothing yet.
   */
  hashes: 'published' | 'recorded' | 'unknown'
  /** Milliseconds since 1970; null when nothing is stored. */
  lastUsed: number | null
}

export interface StoredFile {
  bytes: number
  complete: boolean
  /** Null when nothing is stored that fits. */
  record: FileRecord | null
}

export async function storedFiles(parts: PartStore, wanted: readonly WantedFile[]): Promise<StoredFile[]> {
  const listing = await parts.listing()
  const records = await parts.records(wanted.map(({ id }) => id))
  return wanted.map(({ file, id }, at) => {
    const record = records[at] ?? null
    if (!record || record.bytes !== file.bytes) return { bytes: 0, complete: false, record: null }
    const bytes = bytesOf(record, listing.get(id) ?? new Set())
    return { bytes, complete: record.complete && bytes === file.bytes, record }
  })
}

export async function statusOf(parts: PartStore, wanted: readonly WantedFile[]): Promise<SetStatus> {
  const found = await storedFiles(parts, wanted)
  const seen = await parts.firstSeen(wanted.map(({ id }) => id))
  const known = wanted.map(({ file }, at) => {
    if (file.sha256 !== undefined) return 'published'
    return seen[at] || found[at]?.record?.sha256 ? 'recorded' : 'unknown'
  })
  return {
    totalBytes: sum(wanted.map(({ file }) => file.bytes)),
    storedBytes: sum(found.map(({ bytes }) => bytes)),
    ready: found.every(({ complete }) => complete),
    hashes: (['unknown', 'recorded'] as const).find((weak) => known.includes(weak)) ?? 'published',
    lastUsed: lastUsedOf(found),
  }
}

export function lastUsedOf(found: readonly StoredFile[]): number | null {
  const times = found.flatMap(({ record, bytes }) => (record && bytes > 0 ? [record.lastUsed] : []))
  return times.length > 0 ? Math.max(...times) : null
}

function bytesOf(record: FileRecord, present: ReadonlySet<number>): number {
  return sum(record.hashes.map((hash, index) => {
    const { start, end } = partSpan(record, index)
    return hash !== null && present.has(index) ? end - start : 0
  }))
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
