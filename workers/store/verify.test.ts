// The hash of a whole file whose parts come in any order: right, and read back no more than it must.
import { createHash } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { openPartStore } from './parts'
import { newRecord } from './stored-file'
import { newDatabase, randomBytes } from './test-bench'
import { below } from './test-faults'
import { randomOf } from './test-random'
import { createFileHash, hashBlob } from './verify'

const bytes = randomBytes(10 * 1000 + 123, 4)
const sha256 = createHash('sha256').update(bytes).digest('hex')
const part = (index: number) => bytes.slice(index * 1000, (index + 1) * 1000)

async function setUp(ahead: number) {
  const parts = openPartStore(newDatabase())
  const record = newRecord({ path: 'a', bytes: bytes.length }, 1000, 0)
  const stored = new Set<number>()
  const hash = await createFileHash('a', record, parts, ahead, (index) => stored.has(index), new AbortController().signal)
  const readBack = vi.spyOn(parts, 'part')
  const bring = async (index: number): Promise<void> => {
    await parts.putPart('a', record, index, new Blob([part(index)]))
    stored.add(index)
    hash.offer(index, part(index))
  }
  return { hash, bring, read: () => readBack.mock.calls.map(([, index]) => index) }
}

test('what found no room is read back at once, so that what follows is taken as it comes', async () => {
  const { hash, bring, read } = await setUp(2)
  for (const index of [1, 2, 3, 0]) await bring(index)
  for (const index of [4, 5, 6, 7, 8, 9, 10]) await bring(index)
  expect(await hash.finish(() => {})).toBe(sha256)
  expect(read()).toEqual([3])
})

test('any order gives the same hash', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = randomOf(seed)
    const { hash, bring } = await setUp(below(random, 4))
    const order = Array.from({ length: 11 }, (_, index) => ({ index, at: random() })).toSorted((a, b) => a.at - b.at)
    for (const { index } of order) await bring(index)
    expect(await hash.finish(() => {})).toBe(sha256)
  }
})

test('a part that is gone is told', async () => {
  const { hash, bring } = await setUp(2)
  for (let index = 1; index < 11; index++) await bring(index)
  expect(await hash.finish(() => {})).toBeNull()
})

test('a Blob is hashed whole and by its parts', async () => {
  const done: number[] = []
  const hashed = await hashBlob(new Blob([bytes]), 4000, (now) => done.push(now), new AbortController().signal)
  expect(hashed).toEqual({ sha256, parts: [0, 4000, 8000].map((start) => createHash('sha256').update(bytes.slice(start, start + 4000)).digest('hex')) })
  expect(done).toEqual([4000, 8000, bytes.length])
})
