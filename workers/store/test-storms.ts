// Faulty servers, damaged disks, full disks, impatient people, reloads, with fixed seeds. Whatever happens, the store never
// hands out a wrong byte, recovers where that is possible, and else fails in words a person can read. The usual run meets a part of
// each storm (random-faults.test.ts), `npm run test:long` all of it (random-faults.long.test.ts).
import { expect } from 'vitest'
import { EngineError } from '../../src/core/errors/engine-error'
import { said } from '../../src/core/errors/test-said'
import type { ModelManifest } from '../../src/core/manifest'
import { StorageFailure } from './failures'
import { createFakeLocks } from './fake-server'
import type { ModelStore } from './model-store'
import { openPartStore } from './parts'
import type { PartStore } from './parts'
import { base, expectRight, expectWhole, hashOf, manifestOf, newDatabase, paths, setUp, unhashedOf } from './test-bench'
import { below, damage, faults, pick } from './test-faults'
import { randomOf } from './test-random'
import type { Random } from './test-random'

/** Null when it is ready and right; else the error, which must be one for people. */
async function visitEnd(running: Promise<unknown>, store: ModelStore, set: ModelManifest): Promise<EngineError | null> {
  try {
    await running
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    expect(said(error).message).not.toBe('')
    expect(said(error).remedy).not.toBe('')
    return error
  }
  await expectWhole(store, set)
  return null
}

/** A freshly opened store hands out a file only if every byte is right. */
async function expectNothingWrong(store: ModelStore, set: ModelManifest): Promise<number> {
  let handedOut = 0
  for (const path of paths) {
    const error = await store.open(set, path).then(() => null, (thrown: unknown) => thrown)
    if (error !== null) expect(error).toMatchObject({ code: 'model-broken' })
    else await expectRight(store, path, set)
    handedOut += error === null ? 1 : 0
  }
  return handedOut
}

/** One fault to a visit: what can be recovered is, the rest is told clearly. */
export async function meetFaults(wanted: number): Promise<void> {
  const random = randomOf(2024)
  const table: Record<string, { injected: number; recovered: number; 'clear errors': number }> = {}
  for (let round = 0, met = 0; met < wanted; round++) {
    const [name, fault] = Object.entries(faults)[round % Object.keys(faults).length]!
    const set = fault.invisible || random() < 0.5 ? manifestOf() : unhashedOf()
    const database = newDatabase()
    const { store, server } = setUp({ parallel: 1 + below(random, 4), locks: createFakeLocks(), network: { stallMs: 5 } }, database)
    const always = random() < 0.4
    const at = below(random, 3)
    let injected = 0
    server.answer = ({ count }) => {
      if (!always && (injected > 0 || count < at)) return {}
      injected++
      return fault.answer(random)
    }
    const error = await visitEnd(store.ensure(set), store, set)
    const row = (table[name] ??= { injected: 0, recovered: 0, 'clear errors': 0 })
    if (injected > 0) { // a server that is asked once cannot fail at its third request
      met++
      row.injected++
      row[error ? 'clear errors' : 'recovered']++
    }
    const expected = always ? fault.always : fault.once
    if (injected > 0 && expected !== 'either') expect({ name, always, end: error ? 'error' : 'ready', why: error?.detail }).toMatchObject({ end: expected })

    // The fault is over: so is its harm.
    await expectNothingWrong(setUp({}, database).store, set)
    const healed = setUp({ parallel: 4 }, database)
    await healed.store.ensure(set)
    await expectWhole(healed.store, set)
  }
  const sums = Object.values(table).reduce((all, row) => ({ injected: all.injected + row.injected, recovered: all.recovered + row.recovered, 'clear errors': all['clear errors'] + row['clear errors'] }))
  console.table({ ...table, all: sums })
  expect(sums.injected).toBe(wanted)
  expect(sums.injected).toBe(sums.recovered + sums['clear errors'])
}

/** A store that fills up after a number of parts. */
function withRoomFor(parts: PartStore, room: number): PartStore {
  let left = room
  return { ...parts, putPart: async (...part) => (left-- > 0 ? parts.putPart(...part) : Promise.reject(new StorageFailure(new DOMException('', 'QuotaExceededError')))) }
}

/** One visit in a storm of faults. Where no hash is known yet, those that only a hash can tell stay away. */
async function stormyVisit(random: Random, database: string, set: ModelManifest, visible: boolean): Promise<string> {
  const kinds = Object.values(faults).filter(({ invisible }) => !(visible && invisible))
  const faultRate = 0.2 + 0.6 * random()
  const real = openPartStore(database)
  const parts = random() < 0.15 ? withRoomFor(real, below(random, 6)) : real
  const { store, server } = setUp({ parts, parallel: 1 + below(random, 4), locks: createFakeLocks(), network: { stallMs: 5 } }, database)
  server.answer = () => (random() < faultRate ? { chunkBytes: 500 + below(random, 30_000), ...pick(random, kinds).answer(random) } : {})
  const stop = new AbortController()
  const stopAt = random() < 0.2 ? random() : 2
  let bytes = 0
  const onProgress = (progress: { bytes: number; totalBytes: number }): void => {
    expect(progress.bytes).toBeGreaterThanOrEqual(bytes)
    expect(progress.bytes).toBeLessThanOrEqual(progress.totalBytes)
    bytes = progress.bytes
    if (bytes / progress.totalBytes >= stopAt) stop.abort()
  }
  const error = await visitEnd(store.ensure(set, { onProgress, signal: stop.signal }), store, set)
  expect(server.open).toBe(0)
  return error?.code ?? 'ready'
}

export interface Storm { set: ModelManifest; idOf: (path: (typeof paths)[number]) => string }

/** What the manifest tells of the files that are stormed at. */
export const storms: [string, Storm][] = [
  ['a published hash', { set: manifestOf(), idOf: (path) => hashOf[path] }],
  ['no published hash', { set: unhashedOf(), idOf: (path) => base + path }],
]

/** As many browsers as seeds, each with its own storm over four visits. */
export async function weather({ set, idOf }: Storm, seeds: number): Promise<void> {
  const outcomes = new Map<string, number>()
  for (let seed = 1; seed <= seeds; seed++) {
    const random = randomOf(seed)
    const database = newDatabase()
    for (let visits = 0; visits < 4; visits++) {
      const { hashes } = await setUp({}, database).store.status(set)
      const code = await stormyVisit(random, database, set, hashes === 'unknown')
      outcomes.set(code, (outcomes.get(code) ?? 0) + 1)
      const path = pick(random, paths)
      if (random() < 0.5) await damage(openPartStore(database), idOf(path), path, random)
      await expectNothingWrong(setUp({}, database).store, set)
    }
    const healed = setUp({}, database)
    await healed.store.ensure(set)
    await expectWhole(healed.store, set)
    expect(await expectNothingWrong(setUp({}, database).store, set)).toBe(2)
  }
  console.table(Object.fromEntries(outcomes))
  // The faults reached what they aim at.
  expect([...outcomes.keys()]).toEqual(expect.arrayContaining(['ready', 'cancelled', 'disk-full', 'download-failed', 'not-found']))
}
