// A stored file held against its whole SHA-256, not only part by part: a part that was rewritten together with its hash in the record
// deceives every other check. What is found wrong is dropped and counts as missing.
import type { FileRecord } from './file-record'
import type { WantedFile } from './identity'
import { withFreeFile } from './locks'
import type { PartStore } from './parts'
import { goodParts, startHash } from './verify'

/** Thirty days. Reading costs a second or two a gigabyte, and disks rarely lie. */
export const CHECK_AFTER_MS = 30 * 24 * 60 * 60 * 1000

export interface CheckTools {
  parts: PartStore
  locks: Pick<LockManager, 'request'> | null
  today(): number
  onBytes(bytes: number): void
  signal: AbortSignal
}

/** Whether all that is stored of it is right. Bad parts go; where the parts seem right and the whole is not, no part can be believed. */
export async function checkFile({ file, id }: WantedFile, record: FileRecord, { parts, locks, today, onBytes, signal }: CheckTools): Promise<boolean> {
  const whole = record.complete ? await startHash() : null
  const good = await goodParts(parts, id, record, (_, bytes) => {
    whole?.update(bytes)
    onBytes(bytes.length)
  }, signal)
  if (good.size < record.hashes.filter((hash) => hash !== null).length) return false
  if (!whole) return true
  const [first] = file.sha256 === undefined ? await parts.firstSeen([id]) : []
  const right = whole.digest() === (file.sha256 ?? first?.sha256 ?? record.sha256)
  // Another tab at work on it knows better.
  await withFreeFile(locks, id, async () => {
    const now = await parts.record(id)
    if (!right) await parts.dropFile(id)
    else if (now?.complete) await parts.putRecord(id, { ...now, checked: today() })
  })
  return right
}

/** The file that waited longest for its check, of those whose turn has come. */
export async function dueFile(parts: Pick<PartStore, 'records'>, wanted: readonly WantedFile[], now: number): Promise<{ wanted: WantedFile; record: FileRecord } | null> {
  const records = await parts.records(wanted.map(({ id }) => id))
  const due = wanted.flatMap((one, at) => {
    const record = records[at]
    // A clock that was set back must not put it off for ever.
    return record?.complete && Math.abs(now - (record.checked ?? 0)) > CHECK_AFTER_MS ? [{ wanted: one, record }] : []
  })
  return due.toSorted((a, b) => (a.record.checked ?? 0) - (b.record.checked ?? 0))[0] ?? null
}
