// A file that is not there is missing, from the server and through the service worker; never the page in its place.
import { expect, test } from '../fixtures'

// Cold: asked once without and once with a service worker.
test('a missing file answers 404, with and without the service worker', async ({ coldApp: app, expectError }) => {
  expectError(/status of 404/, /ERR_ABORTED/)
  const wanted = ['assets/none.js', 'assets/page-00000000.css', 'none.png', 'models/none.onnx', 'nowhere']
  const statuses = () => app.page.evaluate((paths) => Promise.all(paths.map(async (path) => (await fetch(path)).status)), wanted)
  await app.open()
  expect(await statuses()).toEqual(wanted.map(() => 404))
  await expect.poll(() => app.page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated')
  expect(await statuses()).toEqual(wanted.map(() => 404))
})
