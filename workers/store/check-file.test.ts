// A part rewritten together with its hash passes every check of parts. The whole hash finds it: when asked, and now and then by itself.
import { expect, test } from 'vitest'
import { createFakeLocks } from './fake-server'
import { CHECK_AFTER_MS } from './check-file'
import { expectWhole, failure, hashOf, manifestOf, newDatabase, PART, randomBytes, setUp, total, unet, unhashedOf, base } from './test-bench'
import type { Bench } from './test-bench'
import { digestHex } from './verify'

const never = new AbortController().signal
const later = () => CHECK_AFTER_MS * 2

/** Another part and its hash in one go, as a program or a disk that lies consistently would. */
async function rewrite({ parts }: Bench, id: string = hashOf['unet.onnx'], own: object = {}) {
  const record = (await parts.record(id))!
  const bytes = randomBytes(PART, 99)
  const hashes = record.hashes.with(1, await digestHex(bytes))
  await parts.putPart(id, { ...record, hashes, ...own }, 1, new Blob([bytes]))
}

test.each([['published', manifestOf(), hashOf['unet.onnx'] as string], ['recorded at its first download', unhashedOf(), `${base}unet.onnx`]] as const)('asked for: a hash %s tells, and the file counts as missing', async (_, set, id) => {
  const bench = setUp()
  const { store } = bench
  await store.ensure(set)
  expect(await store.verify(set)).toEqual([])
  await rewrite(bench, id)
  expect(await store.verify(set)).toEqual(['unet.onnx'])
  expect(await store.status(set)).toMatchObject({ storedBytes: total - unet.length, ready: false })
  await store.ensure(set)
  await expectWhole(store, set)
})

test('the record’s own word on the whole does not count where one is published', async () => {
  const bench = setUp()
  await bench.store.ensure(manifestOf())
  await rewrite(bench, undefined, { sha256: 'ab'.repeat(32) })
  expect(await bench.store.ensure(manifestOf())).toMatchObject({ fetchedBytes: unet.length })
  await expectWhole(bench.store)
})

test('now and then: the file whose check is longest ago, one at a time, and none before its time', async () => {
  let today = CHECK_AFTER_MS * 10
  const bench = setUp({ today: () => today })
  const { store } = bench
  const known = [manifestOf(), { ...manifestOf(['vae.onnx']), id: 'other' }]
  expect(await store.checkDue(known, never)).toBeNull()
  await store.ensure(manifestOf(['unet.onnx']))
  today += 5
  await store.ensure(manifestOf())
  expect(await store.checkDue(known, never)).toBeNull()
  today += CHECK_AFTER_MS
  expect(await store.checkDue(known, never)).toEqual({ path: 'unet.onnx', right: true, models: ['m'] })
  expect(await store.checkDue(known, never)).toBeNull()
  today += 1
  expect(await store.checkDue(known, never)).toEqual({ path: 'vae.onnx', right: true, models: ['m', 'other'] })
  expect(await store.checkDue(known, never)).toBeNull()
  today += CHECK_AFTER_MS
  await rewrite(bench)
  expect(await store.checkDue(known, never)).toEqual({ path: 'unet.onnx', right: false, models: ['m'] })
  expect(await failure(store.open(manifestOf(), 'unet.onnx'))).toMatchObject({ code: 'model-broken' })
  await store.ensure(manifestOf())
  await expectWhole(store)
})

test('a file of a version that wrote no date is checked at once, and after a reload it is remembered', async () => {
  const database = newDatabase()
  const bench = setUp({}, database)
  await bench.store.ensure(manifestOf(['vae.onnx']))
  const { checked: _, ...record } = (await bench.parts.record(hashOf['vae.onnx']))!
  await bench.parts.putRecord(hashOf['vae.onnx'], record)
  expect(await setUp({ today: later }, database).store.checkDue([manifestOf()], never)).toMatchObject({ right: true })
  expect(await setUp({ today: later }, database).store.checkDue([manifestOf()], never)).toBeNull()
})

test('other work ends it, and nothing is concluded', async () => {
  const bench = setUp({ today: () => CHECK_AFTER_MS * 3 })
  await bench.store.ensure(manifestOf())
  const record = (await bench.parts.record(hashOf['unet.onnx']))!
  await bench.parts.putRecord(hashOf['unet.onnx'], { ...record, checked: 0 })
  expect(await bench.store.checkDue([manifestOf()], AbortSignal.abort())).toBeNull()
  await expectWhole(bench.store)
  expect((await bench.parts.record(hashOf['unet.onnx']))?.checked).toBe(0)
})

test('a file that another tab is at work on is left to it', async () => {
  const locks = createFakeLocks()
  const bench = setUp({ locks })
  await bench.store.ensure(manifestOf())
  await rewrite(bench)
  await locks.request(`darkroom-file:${hashOf['unet.onnx']}`, { ifAvailable: true }, async () => {
    expect(await bench.store.verify(manifestOf())).toEqual(['unet.onnx'])
  })
  expect(await bench.parts.record(hashOf['unet.onnx'])).not.toBeNull()
})
