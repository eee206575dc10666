// After one visit to a plain static host: does everything work without any network, and did the first visit store it all?
// The server sends no headers and lies below a sub-path, so this is also the test of static hosting.
import { join } from 'node:path'
import { expect, fingerprint, test } from '../fixtures'
import { serveStatically } from '../static-server'

const dist = join(import.meta.dirname, '..', '..', 'dist')

// Cold: what one first visit stores is the question.
test('a reload without network makes the same picture again', async ({ coldApp: app, context, expectError }) => {
  // Asked for at every visit; without an answer the list that is stored serves, and nobody moved in here.
  expectError(/(models\.manifest\.json|darkroom\.txt) net::ERR_INTERNET_DISCONNECTED/)
  const host = await serveStatically(dist, 'somewhere/darkroom')
  await app.openReady({ site: host.url })
  const online = await app.generate()
  expect(online.backend).toBe('wasm')

  // The page asks its service worker to keep the ONNX runtime, two files, once the model is ready.
  await expect.poll(() => app.page.evaluate(async () => (await (await caches.open('darkroom-onnxruntime-v1')).keys()).length)).toBe(2)
  host.close()
  await context.setOffline(true)

  await app.page.reload()
  const { model, capabilities } = await app.ready()
  expect(model.source).toBe('cache')
  // This host sends no isolation headers: the service worker does, and wasm has its threads.
  expect(capabilities.crossOriginIsolated).toBe(true)
  const offline = await app.generate()
  expect(fingerprint(offline)).toBe(fingerprint(online))
})

test('the service worker leaves models to the engine', async ({ coldApp: app }) => {
  await app.openReady()
  await app.page.evaluate(() => navigator.serviceWorker.ready)
  const cached = await app.page.evaluate(async () => {
    const names = await caches.keys()
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
    return requests.flat().map(({ url }) => new URL(url).pathname)
  })
  expect(cached).toContain('/index.html')
  expect(cached.filter((path) => path.startsWith('/models/'))).toEqual([])
})
