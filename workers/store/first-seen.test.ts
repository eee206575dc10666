// Files whose SHA-256 nobody published: the first download tells what they are, and from then on nothing else is taken.
import { expect, test } from 'vitest'
import type { FileSet } from './identity'
import { base, expectRight, failure, hashOf, manifestOf, newDatabase, PART, paths, randomBytes, replacePart, setUp, total, unet, unhashedOf, vae } from './test-bench'
import type { Bench } from './test-bench'
import { digestHex } from './verify'

const plain = unhashedOf()
const onlyUnet: FileSet = { ...plain, files: plain.files.slice(0, 1) }
const address = `${base}unet.onnx`

/** The same model with the bytes of the unet replaced on the server. */
function serveAnother({ server }: Bench): void {
  server.answer = ({ url }) => (url === address ? { flip: 5 } : {})
}

/** The store hands out exactly these bytes. */
async function expectBytes({ store }: Bench, set: FileSet, path: string, right: Uint8Array<ArrayBuffer>): Promise<void> {
  const bytes = new Uint8Array(await (await store.open(set, path)).arrayBuffer())
  expect({ length: bytes.length, sha256: await digestHex(bytes) }).toEqual({ length: right.length, sha256: await digestHex(right) })
}

test.each([1, 4])('is downloaded, verified by its parts and found again (%i connections)', async (parallel) => {
  const database = newDatabase()
  const first = setUp({ parallel }, database)
  expect(await first.store.status(plain)).toEqual({ totalBytes: total, storedBytes: 0, ready: false, hashes: 'unknown', lastUsed: null })
  expect(await first.store.ensure(plain)).toEqual({ source: 'network', fetchedBytes: total })
  const second = setUp({}, database)
  expect(await second.store.status(plain)).toEqual({ totalBytes: total, storedBytes: total, ready: true, hashes: 'recorded', lastUsed: 1 })
  expect(await second.store.ensure(plain)).toEqual({ source: 'cache', fetchedBytes: 0 })
  await expectBytes(second, plain, 'unet.onnx', unet)
})

test('the weakest file tells how sure a model is', async () => {
  const { store } = setUp()
  const mixed: FileSet = { ...plain, files: [plain.files[0]!, manifestOf().files[1]!] }
  expect((await store.status(mixed)).hashes).toBe('unknown')
  await store.ensure(mixed)
  expect((await store.status(mixed)).hashes).toBe('recorded')
  expect((await store.status(manifestOf())).hashes).toBe('published')
})

test('what the first download was outlives the model: another file is refused', async () => {
  const bench = setUp({ parallel: 3 })
  const { store, server } = bench
  await store.ensure(plain)
  await store.remove(plain)
  expect(await store.status(plain)).toMatchObject({ storedBytes: 0, hashes: 'recorded' })

  serveAnother(bench)
  const error = await failure(store.ensure(plain))
  expect(error).toMatchObject({ key: 'wrong-hash.changed', params: { path: 'unet.onnx' } })
  expect(error.detail).toContain(hashOf['unet.onnx'])
  expect(await store.status(plain)).toMatchObject({ storedBytes: 0, ready: false })

  server.answer = () => ({})
  await store.ensure(plain)
  await expectBytes(bench, plain, 'unet.onnx', unet)
})

test('another file is taken when a person accepts it', async () => {
  const bench = setUp()
  await bench.store.ensure(onlyUnet)
  await bench.store.remove(onlyUnet)
  serveAnother(bench)
  await bench.store.acceptChanged(onlyUnet)
  await bench.store.ensure(onlyUnet)
  await expectBytes(bench, onlyUnet, 'unet.onnx', unet.with(5, unet[5]! ^ 4))
})

test('its length is enforced: another one in a newer list is refused before anything is fetched', async () => {
  const { store, server } = setUp()
  server.answer = () => ({ endAfter: unet.length - 1, ignoreRange: true })
  expect((await failure(store.ensure(onlyUnet))).code).toBe('download-failed')
  server.answer = () => ({})
  await store.ensure(onlyUnet)
  const asked = server.asked.length
  const longer: FileSet = { ...onlyUnet, files: [{ path: 'unet.onnx', bytes: unet.length + 1 }] }
  expect(await failure(store.ensure(longer))).toMatchObject({ code: 'wrong-hash', detail: expect.stringContaining(`${unet.length} bytes then`) })
  expect(server.asked).toHaveLength(asked)
})

test('a bad part is fetched again and held against what it was', async () => {
  const bench = setUp()
  await bench.store.ensure(plain)
  await bench.parts.dropPart(address, 2)
  expect(await bench.store.ensure(plain)).toEqual({ source: 'mixed', fetchedBytes: PART })
  await bench.parts.dropPart(address, 2)
  bench.server.answer = ({ range, url }) => (url === address ? { flip: range === null ? 2 * PART + 5 : 5 } : {})
  expect((await failure(bench.store.ensure(plain))).code).toBe('wrong-hash')
  expect((await bench.store.status(plain)).ready).toBe(false)
})

test('a file that changes on the server while it is fetched is begun again, never mixed', async () => {
  const bench = setUp({ parallel: 3 })
  const after = randomBytes(unet.length, 77)
  bench.server.answer = ({ count, url }) => {
    if (count === 3) bench.files[url] = after
    return { headers: { etag: count < 3 ? '"old"' : '"new"' } }
  }
  await bench.store.ensure(onlyUnet)
  await expectBytes(bench, onlyUnet, 'unet.onnx', after)
})

test('also when days lie between', async () => {
  const database = newDatabase()
  const monday = setUp({}, database)
  monday.server.answer = ({ count }) => (count === 0 ? { headers: { etag: '"old"' }, dropAfter: 3 * PART } : { unreachable: true })
  expect((await failure(monday.store.ensure(onlyUnet))).code).toBe('download-failed')
  const friday = setUp({}, database)
  const after = randomBytes(unet.length, 77)
  friday.files[address] = after
  friday.server.answer = () => ({ headers: { etag: '"new"' } })
  await friday.store.ensure(onlyUnet)
  await expectBytes(friday, onlyUnet, 'unet.onnx', after)
})

test('a file that never stays the same is download-failed', async () => {
  const { store, server } = setUp()
  server.answer = ({ count }) => ({ headers: { etag: `"${count}"` }, ...(count % 2 === 0 && { dropAfter: PART + 9 }) })
  expect(await failure(store.ensure(onlyUnet))).toMatchObject({ code: 'download-failed', detail: expect.stringContaining('changed on the server') })
  expect((await store.status(onlyUnet)).storedBytes).toBe(0)
})

test('a server caught lying about ranges is believed nothing: the file is begun again in one piece', async () => {
  const bench = setUp({ parallel: 3 })
  // The first ranges are taken: nothing shows that they are of other bytes.
  bench.server.answer = ({ count, range }) => (range === null ? {} : count < 3 ? { flip: 9 } : { shift: { by: 5, honest: true } })
  await bench.store.ensure(onlyUnet)
  await expectBytes(bench, onlyUnet, 'unet.onnx', unet)
})

test.each(['declared', 'hidden'] as const)('a server that compresses (%s) is read whole', async (gzip) => {
  const bench = setUp({ parallel: 3 })
  bench.server.answer = () => ({ gzip })
  await bench.store.ensure(plain)
  for (const [path, right] of [['unet.onnx', unet], ['vae.onnx', vae]] as const) await expectBytes(bench, plain, path, right)
})

test('a mirror is the same place: nothing is fetched twice, and another file is refused', async () => {
  const bench = setUp()
  const source = { repo: 'someone/model', revision: 'abc123' }
  const hub: FileSet = { ...plain, source }
  const mirror: FileSet = { ...hub, baseUrl: 'https://mirror.test/m/' }
  for (const path of paths) bench.files[`https://mirror.test/m/${path}`] = path === 'unet.onnx' ? randomBytes(unet.length, 9) : vae
  await bench.store.ensure(hub)
  expect((await bench.store.status(mirror)).ready).toBe(true)
  await bench.store.prune([mirror])
  expect((await bench.store.status(hub)).ready).toBe(true)
  await bench.store.remove(hub)
  expect((await failure(bench.store.ensure(mirror))).code).toBe('wrong-hash')
  expect(await bench.store.status({ ...hub, source: { ...source, revision: 'other' } })).toMatchObject({ hashes: 'unknown' })
})

test('a hash that is published later finds the file that is here; a wrong one does not', async () => {
  const bench = setUp({ today: () => 1e9 })
  await bench.store.ensure(plain)
  const published = manifestOf()
  expect(await bench.store.status(published)).toMatchObject({ ready: true, hashes: 'published' })
  await bench.store.prune([published])
  expect(await bench.store.ensure(published)).toEqual({ source: 'cache', fetchedBytes: 0 })
  await expectRight(bench.store, 'unet.onnx')
  const wrong = { ...published, files: [{ ...published.files[0]!, sha256: 'ab'.repeat(32) }] }
  expect((await bench.store.status(wrong)).ready).toBe(false)
  await bench.store.remove(published)
  expect((await bench.store.status(plain)).storedBytes).toBe(0)
})

test('remove and prune know files by their address too', async () => {
  let hour = 0
  const bench = setUp({ today: () => hour * 3_600_000 })
  const onlyVae = { ...plain, files: plain.files.slice(1) }
  await bench.store.ensure(plain)
  await bench.store.remove(plain, [onlyVae])
  expect((await bench.store.status(onlyVae)).ready).toBe(true)
  await bench.store.ensure(plain)
  hour = 2
  await bench.store.prune([onlyVae])
  expect((await bench.store.status(onlyVae)).ready).toBe(true)
  expect((await bench.store.status(onlyUnet)).storedBytes).toBe(0)
})

test('a damaged disk: what is wrong is found, fetched again and right', async () => {
  const bench = setUp()
  await bench.store.ensure(plain)
  const record = await bench.parts.record(address)
  await bench.parts.putPart(address, record!, 1, new Blob([randomBytes(PART, 3)]))
  await replacePart(bench.parts, 'vae.onnx', 0, new Blob([])) // not stored under its hash: changes nothing
  expect(await bench.store.verify(plain)).toEqual(['unet.onnx'])
  expect(await bench.store.ensure(plain)).toMatchObject({ source: 'mixed', fetchedBytes: PART })
  await expectBytes(bench, plain, 'unet.onnx', unet)
})

test('a file that lies elsewhere is fetched from there and named by that address', async () => {
  const bench = setUp()
  bench.files['https://other.test/vae.onnx'] = vae
  const elsewhere: FileSet = { ...plain, files: [{ path: 'vae.onnx', bytes: vae.length, url: 'https://other.test/vae.onnx' }] }
  await bench.store.ensure(elsewhere)
  expect(bench.server.asked.map(({ url }) => url)).toEqual(['https://other.test/vae.onnx'])
  expect((await bench.store.status({ ...plain, files: [plain.files[1]!] })).ready).toBe(false)
  await expectBytes(bench, elsewhere, 'vae.onnx', vae)
})
