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
