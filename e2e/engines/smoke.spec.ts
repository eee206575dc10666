// Does the app work in Firefox and in WebKit as their makers ship them, with the very pixels of Chromium? The rest of the suite runs in
// Chromium alone; this is what a visitor does first, each time on a plain static host, where the service worker has to help.
import { rmSync } from 'node:fs'
import { findFirefox, findWebKit, whyLeftOut } from '../../scripts/stock-browsers.mjs'
import { expect, fingerprint, test } from '../fixtures'
import type { App } from '../fixtures'
import { serveStatically } from '../static-server'
import { writeTinyApp } from '../tiny-site'
import { startFirefox } from './firefox'
import { run } from './stock-browser'
import type { StockBrowser } from './stock-browser'
import { startWebKit } from './webkit'

const picture = { prompt: 'a red fish', negative: '', sampler: 'dpmpp_2m', schedule: 'automatic', steps: 3, guidance: 3, seed: 7, width: 64, height: 64 }

const firefox = findFirefox()
const webkit = findWebKit()
const engines = [
  { name: 'Firefox', start: firefox && (() => startFirefox(firefox)) },
  { name: 'WebKitGTK', start: webkit && (() => startWebKit(webkit)) },
] as const

let chromium: Promise<string> | undefined
/** What Chromium makes of the same seed, made once. */
const chromiumsPixels = (app: App) => (chromium ??= app.generate(picture).then(fingerprint))

for (const { name, start } of engines) {
  test.describe(name, () => {
    test.skip(!start, whyLeftOut(name))
    let browser: StockBrowser
    let host: Awaited<ReturnType<typeof serveStatically>>
    let folder: string

    test.beforeAll(async () => {
      if (!start) return
      folder = await writeTinyApp()
      host = await serveStatically(folder, 'somewhere/darkroom')
      browser = await start()
      await browser.open(host.url)
    })

    test.afterAll(async () => {
      if (!start) return
      await browser?.close()
      host?.close()
      rmSync(folder, { recursive: true })
    })

    test('makes Chromium\'s picture right after it is ready', async ({ app }) => {
      const { model } = await ready(browser)
      expect(model.source).toBe('network')
      expect(fingerprint(await generate(browser))).toBe(await chromiumsPixels(app))
    })

    test('hears of every step', async () => {
      await ready(browser)
      const { steps } = await run(browser, (values) => window.darkroom.generate(values), { ...picture, steps: 60, sampler: 'euler', width: 32, height: 32 })
      expect(steps.map(({ index }) => index)).toEqual(Array.from({ length: 60 }, (_, index) => index))
    })

    test('downloads a removed model again', async () => {
      await ready(browser)
      await press(browser, 'Remove from this browser')
      await press(browser, '^Download ')
      expect((await ready(browser)).model.source).toBe('network')
    })

    test('compares two pictures', async () => {
      await ready(browser)
      const { cells } = await run(browser, (values) => window.darkroom.compare({ ...values, x: { kind: 'steps', text: '2-3' } }), picture, 10_000)
      expect(cells.map(({ error }) => error)).toEqual([null, null])
      expect(new Set(cells.map(({ rgba }) => rgba)).size).toBe(2)
    })

    test('makes a picture after its worker died', async ({ app }) => {
      await ready(browser)
      await run(browser, () => window.darkroom.killWorker(), null)
      expect(fingerprint(await generate(browser))).toBe(await chromiumsPixels(app))
    })

    test('finds its model again after a reload, with threads', async () => {
      await ready(browser)
      await browser.reload()
      const { model, capabilities } = await ready(browser)
      expect(model.source).toBe('cache')
      // The host sends no isolation headers: the service worker does.
      expect(capabilities.crossOriginIsolated).toBe(true)
    })

    // Last: the server is gone then.
    test('works offline', async ({ app }) => {
      await ready(browser)
      await expect.poll(() => run(browser, async () => (await (await caches.open('darkroom-onnxruntime-v1')).keys()).length, null)).toBe(2)
      host.close()
      await browser.reload()
      const { model } = await ready(browser)
      expect(model.source).toBe('cache')
      expect(fingerprint(await generate(browser))).toBe(await chromiumsPixels(app))
    })
  })
}

const generate = (browser: StockBrowser) => run(browser, (values) => window.darkroom.generate(values), picture)

function ready(browser: StockBrowser) {
  return run(browser, async () => {
    while (!('darkroom' in window)) await new Promise((waited) => setTimeout(waited, 50))
    return window.darkroom.ready()
  }, null)
}

/** Presses the button of this name as soon as it can be. */
function press(browser: StockBrowser, name: string): Promise<void> {
  return run(browser, async (wanted) => {
    for (;;) {
      const button = [...document.querySelectorAll('button')].find((one) => new RegExp(wanted).test(one.getAttribute('aria-label') ?? one.textContent.trim()))
      if (button && !button.disabled) return button.click()
      await new Promise((waited) => setTimeout(waited, 50))
    }
  }, name)
}
