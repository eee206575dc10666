// A model from another server, through the real engine and the real IndexedDB, in a storm of faults: no wrong file is ever called ready,
// and what can be recovered is. A part of it in the usual run (engine/downloads.spec.ts), a hundred faults in `npm run test:long`.
import type { Page } from '@playwright/test'
import { randomOf } from '../workers/store/test-random'
import { faultNames, serveFaultily } from './faulty-server'
import type { FaultName } from './faulty-server'
import { expect } from './fixtures'
import type { App } from './fixtures'
import { serveAppWith, servedModel } from './served-model'
import { storedHashes } from './stored-files'

/** Three parts: three connections. */
export const ballastBytes = 17 * 1024 * 1024
/** Nothing brings a file that the server says it does not have. */
const final: readonly FaultName[] = ['404', 'web page']

/** Half of the files have no published hash: what they are is told by their first download. */
const published = (path: string): boolean => path.length % 2 === 0

interface End { code: string; remedy: string; source: string; bytes: number[] }

/** One load, as the model card asks for it; stopped once this share is there. */
export function visit(page: Page, stopAt = 2): Promise<End> {
  return page.evaluate(async (share) => {
    const bytes: number[] = []
    const stop = new AbortController()
    try {
      const { source } = await window.darkroom.engine.load('tiny', (now) => {
        bytes.push(now.bytes)
        if (now.phase === 'download' && now.bytes / now.totalBytes >= share) stop.abort()
      }, stop.signal)
      return { code: 'ready', remedy: '', source, bytes }
    } catch (error) {
      const { code = String(error), remedy = '' } = error as { code?: string; remedy?: string }
      return { code, remedy, source: '', bytes }
    }
  }, stopAt)
}

export async function calledReady(page: Page): Promise<boolean> {
  const entries = await page.evaluate(() => window.darkroom.engine.library())
  return entries.find(({ manifest }) => manifest.id === 'tiny')!.ready
}

/** What the browser says of such a server. */
export const expectedErrors = [/status of (404|416|503)/, /net::ERR_/]

/** Loads the model again and again until so many faults have been met; each of faultNames has to be among them. */
export async function meetFaults(app: App, wantedFaults: number): Promise<void> {
  const { page } = app
  const model = await servedModel('tiny', ballastBytes, published)
  const server = await serveFaultily(model.files)
  const site = await serveAppWith(model.manifest, server.url, 15) // a stall of 30 s is one of 2 s
  const random = randomOf(5)
  const known = new Set<string>()
  const table: Record<string, Record<'injected' | 'recovered' | 'clear errors', number>> = {}
  const ends: Record<string, number> = {}
  const injected: FaultName[] = []
  let deck: FaultName[] = []

  /** Every fault in turn, in random order. Content that is wrong from the first download on can be told by nobody: it waits. */
  const draw = (path: string): FaultName | undefined => {
    if (deck.length === 0) deck = faultNames.map((name) => ({ name, at: random() })).toSorted((a, b) => a.at - b.at).map(({ name }) => name)
    const at = deck.findIndex((name) => name !== 'wrong content' || published(path) || known.has(path))
    return at < 0 ? undefined : deck.splice(at, 1)[0]
  }

  try {
    await app.open({ site: site.url })
    while (injected.length < wantedFaults) {
      const rate = 0.1 + 0.5 * random()
      const stopAt = random() < 0.15 ? random() : 2
      const met: FaultName[] = []
      server.fault = (path) => {
        const name = random() < rate && injected.length < wantedFaults ? draw(path) : undefined
        if (name === undefined) return null
        injected.push(name)
        met.push(name)
        return { name, place: random() }
      }
      const end = await visit(page, stopAt)
      server.fault = () => null
      ends[end.code] = (ends[end.code] ?? 0) + 1

      // Whatever is called complete is right, byte for byte.
      const stored = (await storedHashes(page)).filter(({ complete }) => complete)
      for (const { path, sha256 } of stored) {
        expect({ path, sha256 }).toEqual({ path, sha256: model.hashes.get(path) })
        known.add(path)
      }
      expect(await calledReady(page)).toBe(stored.length === model.files.size)
      expect(end.bytes).toEqual(end.bytes.toSorted((a, b) => a - b))
      if (end.code === 'ready') expect(stored).toHaveLength(model.files.size)
      else expect(end.remedy).not.toBe('')
      expect(['ready', 'cancelled', 'download-failed', 'not-found', 'wrong-hash']).toContain(end.code)
      if (met.length === 1 && !final.includes(met[0]!)) expect({ met, code: end.code }).toEqual({ met, code: stopAt < 1 ? expect.stringMatching(/ready|cancelled/) : 'ready' })

      // An error is the doing of the last fault; the store went on after those before it.
      for (const [at, name] of met.entries()) {
        const row = (table[name] ??= { injected: 0, recovered: 0, 'clear errors': 0 })
        row.injected++
        row[end.code !== 'ready' && end.code !== 'cancelled' && at === met.length - 1 ? 'clear errors' : 'recovered']++
      }
      if (end.code === 'ready') await page.evaluate(() => window.darkroom.engine.remove('tiny'))
      else if (random() < 0.3) await app.open({ site: site.url }) // a reload: only what is stored is left
    }
    expect(await visit(page)).toMatchObject({ code: 'ready' })
    expect((await storedHashes(page)).map(({ path, sha256 }) => [path, sha256]).toSorted()).toEqual([...model.hashes].toSorted())
  } finally {
    server.close()
    site.close()
  }
  const sums = Object.values(table).reduce((all, row) => ({ injected: all.injected + row.injected, recovered: all.recovered + row.recovered, 'clear errors': all['clear errors'] + row['clear errors'] }))
  console.table({ ...table, all: sums })
  console.table(ends)
  expect(sums.injected).toBe(wantedFaults)
  expect(Object.keys(table).toSorted()).toEqual([...faultNames].toSorted())
}
