// The library of models with the real engine and its storage: one's own folder added, used, kept offline and deleted; a model from
// another server downloaded with a pause, checked, saved, and given up.
import { join } from 'node:path'
import { serveFaultily } from '../faulty-server'
import { App, expect, test } from '../fixtures'
import { addFolder, openLibrary, rowOf } from '../library-page'
import { serveAppWith, servedModel } from '../served-model'

const tiny = join(import.meta.dirname, '..', '..', 'tests', 'golden', 'layouts', 'sd-optimum-taesd')

const slowly = () => ({ name: 'slow body' as const, place: 0 })

test.describe('a folder of one’s own', () => {
  // Cold, and beside Pictograms: what is stored is counted, and the network is taken away.
  test('is looked over, added, used, kept offline, and gone when deleted', async ({ coldApp: app, context, expectError }) => {
    expectError(/ERR_INTERNET_DISCONNECTED/)
    await app.openReady()
    const library = await openLibrary(app)
    await addFolder(library, tiny)
    await expect(library.getByRole('row', { name: /^UNet unet\/model\.onnx/ })).toBeVisible()
    await library.getByRole('button', { name: 'Add to the list' }).click()
    await expect(library.getByText('sd-optimum-taesd is on the list.')).toBeVisible()
    const row = rowOf(library, 'sd-optimum-taesd')
    await expect(row.getByText(/^Stored, /)).toBeVisible()

    await row.getByRole('button', { name: 'Use: sd-optimum-taesd' }).click()
    await expect(library).toBeHidden()
    await expect(app.modelCard.getByText('Ready')).toBeVisible()
    await app.generate({ prompt: 'cat', steps: 2, guidance: 3, width: 64, height: 64 })
    await expect(app.picture).toBeVisible()

    // The page asks its service worker to keep the ONNX runtime, two files, once a model is ready.
    await expect.poll(() => app.page.evaluate(async () => (await (await caches.open('darkroom-onnxruntime-v1')).keys()).length)).toBe(2)
    await context.setOffline(true)
    await app.page.reload()
    await app.page.waitForFunction(() => 'darkroom' in window)
    await app.ready() // the address still names it
    await app.generate({ prompt: 'cat', steps: 2, guidance: 3, width: 64, height: 64 })
    await expect(app.picture).toBeVisible()

    const used = () => app.page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0)
    const before = await used()
    const last = await openLibrary(app)
    await rowOf(last, 'sd-optimum-taesd').getByRole('button', { name: /^Take off the list/ }).click()
    await expect(rowOf(last, 'sd-optimum-taesd')).toHaveCount(0)
    // Chromium sweeps removed files away some seconds later.
    await expect.poll(used, { timeout: 60_000 }).toBeLessThan(before)
  })
})

test.describe('a model on another server', () => {
  test.use({ serviceWorkers: 'block' })

  test('asks for its licence, is paused, resumed, checked and saved to disk', async ({ page, backend, expectError }) => {
    expectError(/net::ERR_ABORTED/) // a pause ends the request under way, and the browser tells it if it was not reloaded before
    const model = await servedModel('tiny', 40 * 1024 * 1024, () => true)
    const server = await serveFaultily(model.files)
    const manifest = { ...model.manifest, name: 'Tiny', licence: 'Test Licence', licenceUrl: `${server.url}licence`, acceptLicence: true as const }
    const site = await serveAppWith(manifest, server.url)
    const app = new App(page, backend)
    await app.open({ site: site.url })
    await expect(app.modelCard.getByRole('button', { name: /^Download/ })).toBeVisible()
    const library = await openLibrary(app)
    const row = rowOf(library, 'Tiny')

    await row.getByRole('button', { name: 'Download: Tiny' }).click()
    await expect(row.getByRole('group', { name: 'Tiny has a licence of its own' })).toBeVisible()
    await row.getByRole('button', { name: 'Not now' }).click()
    await expect(row.getByText(/to download/)).toBeVisible()

    server.fault = slowly
    await row.getByRole('button', { name: 'Download: Tiny' }).click()
    await row.getByRole('button', { name: 'Agree and download' }).click()
    await expect(row.getByRole('progressbar')).toBeVisible()
    // What is kept are whole parts, and of several connections each may be in the midst of its first.
    await expect.poll(() => page.evaluate(async () => (await window.darkroom.engine.library()).find((entry) => entry.manifest.id === 'tiny')?.storedBytes)).toBeGreaterThan(0)
    await row.getByRole('button', { name: 'Pause' }).click()
    await expect(row.getByText(/MB stored/)).toBeVisible()

    await page.reload()
    const later = await openLibrary(app)
    const sameRow = rowOf(later, 'Tiny')
    server.fault = () => null
    await sameRow.getByRole('button', { name: 'Go on: Tiny' }).click() // agreed before: not asked again
    await expect(sameRow.getByText(/^Stored, /)).toBeVisible()

    await sameRow.getByRole('button', { name: 'Check files: Tiny' }).click()
    await expect(sameRow.getByText('Every stored byte is right.')).toBeVisible()

    await page.evaluate(() => Reflect.deleteProperty(window, 'showDirectoryPicker')) // a browser that cannot write folders
    const saved = page.waitForEvent('download')
    await sameRow.getByRole('button', { name: 'Save to disk…: Tiny' }).click()
    const download = await saved
    expect(download.suggestedFilename()).toMatch(/^tiny-/)
    await expect(sameRow.getByText('Saved.')).toBeVisible()
    site.close()
    server.close()
  })

  test('is cancelled without a trace, and its address can be looked into and added', async ({ page, backend, expectError }) => {
    expectError(/status of 404/, /net::ERR_/)
    const model = await servedModel('tiny', 24 * 1024 * 1024, () => true)
    const server = await serveFaultily(model.files)
    const site = await serveAppWith({ ...model.manifest, name: 'Tiny' }, server.url)
    const app = new App(page, backend)
    await app.open({ site: site.url })
    const library = await openLibrary(app)
    const row = rowOf(library, 'Tiny')
    server.fault = slowly
    await row.getByRole('button', { name: 'Download: Tiny' }).click()
    await expect.poll(async () => Number(await row.getByRole('progressbar').getAttribute('aria-valuenow'))).toBeGreaterThan(20)
    await row.getByRole('button', { name: 'Cancel' }).click()
    await expect(row.getByText(/to download/)).toBeVisible()

    server.fault = () => null
    await library.getByLabel('Hugging Face name or address').fill(server.url)
    await library.getByRole('button', { name: 'Look', exact: true }).click()
    await expect(library.getByRole('button', { name: 'Add to the list' })).toBeVisible({ timeout: 30_000 })
    await library.getByRole('button', { name: 'Add to the list' }).click()
    await expect(library.getByRole('listitem').filter({ hasText: 'Added by you' }).getByRole('button', { name: /^Download/ })).toBeVisible()
    site.close()
    server.close()
  })
})
