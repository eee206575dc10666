// How much room the browser gives this origin. `navigator.storage.persist()` exists only on the page, not in workers
// (StorageManager's IDL says Exposed=Window; Chromium 156 agrees): the page asks for it when the person asks for a model.
import type { StorageReport } from '../../src/protocol/models-api'
import { diskFull, storageBlocked, StorageFailure } from './failures'

/** The part of StorageManager used here; null outside secure contexts. `persist` is there only when run on a page. */
export type Quota = Pick<StorageManager, 'estimate' | 'persisted'> & { persist?: () => Promise<boolean> }

export async function storageReport(quota: Quota | null): Promise<Omit<StorageReport, 'inMemory' | 'unreadable'>> {
  const estimate = await quota?.estimate().catch(() => null)
  const persisted = await quota?.persisted().catch(() => false)
  return { usedBytes: estimate?.usage ?? null, quotaBytes: estimate?.quota ?? null, persisted: persisted ?? false }
}

/** Bytes still allowed, null where the browser does not tell. */
export async function freeBytes(quota: Quota | null): Promise<number | null> {
  const estimate = await quota?.estimate().catch(() => null)
  if (estimate?.quota === undefined) return null
  return Math.max(0, estimate.quota - (estimate.usage ?? 0))
}

/**
 * Refuses a download that cannot fit before its first byte is fetched.
 * @param settling asks again, for as long as it resolves to true: see SETTLE_MS.
 */
export async function requireRoom(quota: Quota | null, neededBytes: number, settling: () => Promise<boolean>): Promise<void> {
  for (;;) {
    const free = await freeBytes(quota)
    if (free === null || free >= neededBytes) return
    if (!(await settling())) throw diskFull(neededBytes, free)
  }
}

/**
 * Removed Blobs count as used until the browser has swept them away: in Chromium 156 a quarter of 512 MB was still
 * counted 15 s after the removal. "Remove another model" is our own advice, so what follows it must not fail for that.
 */
export const SETTLE_MS = 30_000

/**
 * What a failed IndexedDB operation means for the person. Chromium 156 reports a made-up quota (usage + 10 GiB, so that
 * pages cannot measure the disk): where a write failed although the estimate has room, the estimate is not repeated.
 */
export async function explainStorage(failure: StorageFailure, quota: Quota | null, neededBytes: number): Promise<Error> {
  if (!failure.full) return storageBlocked(failure.cause)
  const free = await freeBytes(quota)
  return diskFull(neededBytes, free !== null && free < neededBytes ? free : null, `estimated free ${free} · ${failure.message}`)
}
