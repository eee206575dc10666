// A hundred unlucky browsers with fixed seeds: faulty servers, damaged disks, full disks, impatient people, reloads.
// Whatever happens, the store never hands out a wrong byte, fails only in words a person can read, and recovers.
import { expect, test } from 'vitest'
import { EngineError } from '../../src/core/engine-error'
import { StorageFailure } from './failures'
import { createFakeLocks } from './fake-server'
import type { Answer } from './fake-server'
import type { ModelStore } from './model-store'
import { openPartStore } from './parts'
import type { PartStore } from './parts'
import { expectRight, expectWhole, hashOf, manifestOf, newDatabase, PART, paths, randomBytes, replacePart, setUp, unet } from './test-bench'

type Random = () => number

/** mulberry32. */
function randomOf(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const below = (random: Random, limit: number): number => Math.floor(random() * limit)
const pick = <T>(random: Random, from: readonly T[]): T => from[below(random, from.length)]!

function randomAnswer(random: Random): Answer {
  const byte = below(random, unet.length + 10)
  const faults: Answer[] = [
    { unreachable: true },
    { headers: { 'content-type': 'text/html' } },
    { status: pick(random, [404, 404, 410, 403, 500, 503, 429, 416, 408]) },
    { dropAfter: byte },
    { dropAfter: byte, ignoreRange: true },
    { endAfter: byte },
    { stallAfter: byte },
    { flip: byte },
    { flip: byte, dropAfter: byte + 3 * PART },
    { extra: 1 + below(random, 2 * PART) },
    { ignoreRange: true },
    { hideRange: true },
    { shift: { by: 1 + below(random, PART), honest: random() < 0.5 } },
    { gzip: pick(random, ['declared', 'hidden'] as const) },
    { gzip: 'hidden', dropAfter: byte },
    { headers: { 'content-length': '17' } },
  ]
  return { ...pick(random, faults), chunkBytes: 500 + below(random, 30_000) }
}

/** What a disk, a crash or another program may do to the database between two visits. */
async function damage(parts: PartStore, random: Random): Promise<void> {
  const path = pick(random, paths)
  const index = below(random, 6)
  const kind = below(random, 5)
  if (kind === 0) await parts.dropPart(hashOf[path], index)
  if (kind === 1) await replacePart(parts, path, index, new Blob([randomBytes(PART, index + 7)]))
  if (kind === 2) await replacePart(parts, path, index, new Blob([randomBytes(below(random, PART), 3)]))
  const record = await parts.record(hashOf[path])
  if (kind === 3 && record) await parts.putRecord(hashOf[path], { ...record, hashes: record.hashes.slice(1) })
  if (kind === 4 && record) await parts.putRecord(hashOf[path], { ...record, hashes: record.hashes.map((hash) => (random() < 0.5 ? null : hash)) })
}

/** A store that fills up after a number of parts. */
function withRoomFor(parts: PartStore, room: number): PartStore {
  let left = room
  return { ...parts, putPart: async (...part) => (left-- > 0 ? parts.putPart(...part) : Promise.reject(new StorageFailure(new DOMException('', 'QuotaExceededError')))) }
}

/** A freshly opened store hands out a file only if every byte is right. */
async function expectNothingWrong(store: ModelStore): Promise<number> {
  let handedOut = 0
  for (const path of paths) {
    const error = await store.open(manifestOf(), path).then(() => null, (thrown: unknown) => thrown)
    if (error !== null) expect(error).toMatchObject({ code: 'model-broken' })
    else await expectRight(store, path)
    handedOut += error === null ? 1 : 0
  }
  return handedOut
}

async function visit(random: Random, database: string, faultRate: number): Promise<{ code: string; asked: number }> {
  const real = openPartStore(database)
  const parts = random() < 0.15 ? withRoomFor(real, below(random, 6)) : real
  const { store, server } = setUp({ parts, locks: createFakeLocks(), network: { stallMs: 5 } }, database)
  server.answer = () => (random() < faultRate ? randomAnswer(random) : {})
  const stop = new AbortController()
  const stopAt = random() < 0.2 ? random() : 2
  let bytes = 0
  const onProgress = (progress: { bytes: number; totalBytes: number }): void => {
    expect(progress.bytes).toBeGreaterThanOrEqual(bytes)
    expect(progress.bytes).toBeLessThanOrEqual(progress.totalBytes)
    bytes = progress.bytes
    if (bytes / progress.totalBytes >= stopAt) stop.abort()
  }
  try {
    await store.ensure(manifestOf(), { onProgress, signal: stop.signal })
    await expectWhole(store)
    return { code: 'ready', asked: server.asked.length }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    expect(error.remedy).not.toBe('')
    return { code: error.code, asked: server.asked.length }
  }
}

test('a hundred browsers with random faults', { timeout: 60_000 }, async () => {
  const outcomes = new Map<string, number>()
  for (let seed = 1; seed <= 100; seed++) {
    const random = randomOf(seed)
    const database = newDatabase()
    for (let visits = 0; visits < 4; visits++) {
      const { code } = await visit(random, database, 0.2 + 0.6 * random())
      outcomes.set(code, (outcomes.get(code) ?? 0) + 1)
      if (random() < 0.5) await damage(openPartStore(database), random)
      await expectNothingWrong(setUp({}, database).store)
    }
    const healed = setUp({}, database)
    await healed.store.ensure(manifestOf())
    await expectWhole(healed.store)
    expect(await expectNothingWrong(setUp({}, database).store)).toBe(2)
  }
  // The faults reached what they aim at.
  expect([...outcomes.keys()]).toEqual(expect.arrayContaining(['ready', 'cancelled', 'disk-full', 'download-failed', 'not-found', 'wrong-hash']))
})
