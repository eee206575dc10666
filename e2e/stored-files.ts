// Reaches into the engine's storage to do what a failing disk would: change bytes without telling anybody.
import type { Page } from '@playwright/test'

/** Flips every byte in the middle of the stored file's first part. Its length and its record stay as they were. */
export async function damageStoredFile(page: Page, path: string): Promise<void> {
  await page.evaluate(async (wanted) => {
    // Inside, because all of this function travels into the page.
    // oxlint-disable-next-line unicorn/consistent-function-scoping
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result))
        request.addEventListener('error', () => reject(request.error ?? new Error('no reason given')))
      })
    const database = await done(indexedDB.open('darkroom-models'))
    const store = () => database.transaction('parts', 'readwrite').objectStore('parts')
    const records = (await done(store().getAll())) as unknown[]
    const record = records.find((value): value is { path: string; sha256: string } => typeof value === 'object' && value !== null && 'path' in value && value.path === wanted)
    if (!record) throw new Error(`${wanted} is not stored`)
    const key = `part:${record.sha256}:0`
    const blob = (await done(store().get(key))) as Blob
    const bytes = new Uint8Array(await blob.arrayBuffer())
    const middle = bytes.length >> 1
    for (let i = middle; i < middle + 16; i++) bytes[i] = ~(bytes[i] ?? 0)
    await done(store().put(new Blob([bytes]), key))
    database.close()
  }, path)
}

export interface StoredHash {
  path: string
  /** Called whole by its record, and every part is there. */
  complete: boolean
  /** Of the bytes that are really there, in their order. */
  sha256: string
}

/** What lies in the engine's storage, hashed without any help of the engine. */
export function storedHashes(page: Page): Promise<StoredHash[]> {
  return page.evaluate(async () => {
    // oxlint-disable-next-line unicorn/consistent-function-scoping
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result))
        request.addEventListener('error', () => reject(request.error ?? new Error('no reason given')))
      })
    const database = await done(indexedDB.open('darkroom-models'))
    if (!database.objectStoreNames.contains('parts')) return []
    const store = () => database.transaction('parts').objectStore('parts')
    const found: StoredHash[] = []
    for (const key of (await done(store().getAllKeys())) as string[]) {
      if (!key.startsWith('file:')) continue
      const record = (await done(store().get(key))) as { path: string; hashes: unknown[]; complete: boolean }
      const parts = await Promise.all(record.hashes.map((_, index) => done(store().get(`part:${key.slice('file:'.length)}:${index}`)) as Promise<Blob | undefined>))
      const bytes = await new Blob(parts.filter((part) => part !== undefined)).arrayBuffer()
      const digest = [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))]
      found.push({ path: record.path, complete: record.complete && !parts.includes(undefined), sha256: digest.map((byte) => byte.toString(16).padStart(2, '0')).join('') })
    }
    database.close()
    return found
  })
}
