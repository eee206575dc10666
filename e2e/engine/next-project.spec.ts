// Tomorrow another project is served at Darkroom's address: the service worker that answers for it has to go, at the first visit.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { noWebGpuFlags } from '../../scripts/chromium.mjs'
import { expect, test } from '../fixtures'
import { serveStatically } from '../static-server'

const dist = join(import.meta.dirname, '..', '..', 'dist')
const hosts = ['127.0.0.1', 'www.darkroom.test']

// A name of a network that leads here, and that is trusted with a service worker without https.
test.use({
  launchOptions: async ({ launchOptions }, use) => {
    await use({ ...launchOptions, args: [...noWebGpuFlags, `--host-resolver-rules=MAP ${hosts[1]} 127.0.0.1`, '--unsafely-treat-insecure-origin-as-secure=*.darkroom.test'] })
  },
})

for (const name of hosts) {
  // Cold: a service worker that nobody had before.
  test(`the next project on the port of ${name} is shown, and the service worker is gone`, async ({ coldApp: app, context, expectError }) => {
    // The question whether Darkroom still lives here; a page that is left in the middle of its start.
    expectError(/status of 404/, /ERR_ABORTED/)
    const other = mkdtempSync(join(tmpdir(), 'darkroom-other-'))
    writeFileSync(join(other, 'index.html'), '<!doctype html><title>Another project</title>')
    let host = await serveStatically(dist, '')
    const url = host.url.replace('127.0.0.1', name)
    try {
      await app.open({ site: url })
      await app.page.evaluate(async () => void (await navigator.serviceWorker.ready))
      await app.page.reload()
      await expect.poll(() => app.page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated')
      await app.page.goto('about:blank')
      await host.close()
      host = await serveStatically(other, '', host.port)

      for (const visit of ['first', 'second']) {
        const page = await context.newPage()
        await page.goto(url)
        await expect(page, `${visit} visit`).toHaveTitle('Another project', { timeout: 15_000 })
        const left = () => page.evaluate(async () => ({ workers: (await navigator.serviceWorker.getRegistrations()).length, caches: await caches.keys() }))
        await expect.poll(left, `${visit} visit`).toEqual({ workers: 0, caches: [] })
        await page.close()
      }
    } finally {
      await host.close()
      rmSync(other, { recursive: true })
    }
  })
}
