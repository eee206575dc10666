// The library of models as a person uses it: one's own folder added, looked over, used offline, saved and deleted; a model from
// another server downloaded with a pause; licences, wrong input, and the fit on a phone.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { serveFaultily } from './faulty-server'
import { App, expect, test } from './fixtures'
import { openLibrary, rowOf } from './library-page'
import { serveAppWith, servedModel } from './served-model'

const layouts = join(import.meta.dirname, '..', 'tests', 'golden', 'layouts')
const tiny = join(layouts, 'sd-optimum-taesd')

const slowly = () => ({ name: 'slow body' as const, place: 0 })

/** Picks a folder as the browser's own dialog would hand it over. */
async function addFolder(library: Locator, path: string): Promise<void> {
  await library.getByLabel('Choose a folder…').setInputFiles(path)
}

test.describe('a folder of one’s own', () => {
  test('is looked over, added, used, kept offline, and gone when deleted', async ({ app, context, expectError }) => {
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

  test('without a model says what is missing, and nothing can be added', async ({ app }) => {
    const folder = mkdtempSync(join(tmpdir(), 'darkroom-empty-'))
    writeFileSync(join(folder, 'holiday.txt'), 'no model at all')
    await app.openReady()
    const library = await openLibrary(app)
    await addFolder(library, folder)
    await expect(library.getByRole('alert')).toContainText('It cannot be added')
    await expect(library.getByRole('button', { name: 'Add to the list' })).toHaveCount(0)
    await library.getByRole('button', { name: 'Never mind' }).click()
    await expect(library.getByRole('alert')).toHaveCount(0)
    rmSync(folder, { recursive: true })
  })

  test('dropped on the page is the same as picked', async ({ app }) => {
    await app.openReady()
    const library = await openLibrary(app)
    const drop = await app.page.evaluateHandle(() => {
      const transfer = new DataTransfer()
      transfer.items.add(new File(['{}'], 'model_index.json'))
      return transfer
    })
    await library.getByRole('region', { name: 'Add a model' }).dispatchEvent('drop', { dataTransfer: drop })
    await expect(library.getByRole('alert')).toContainText('It cannot be added')
  })
})

test('what is typed and is no address is told so; an address that answers nothing too', async ({ app, expectError }) => {
  expectError(/status of 404/, /net::ERR_/)
  await app.openReady()
  const library = await openLibrary(app)
  const look = async (typed: string) => {
    await library.getByLabel('Hugging Face name or address').fill(typed)
    await library.getByRole('button', { name: 'Look', exact: true }).click()
  }
  await look('a red fish')
  await expect(library.getByRole('alert')).toContainText('This is no address of a model.')
  await look(new URL('nothing-here/', app.page.url()).href)
  await expect(library.getByRole('alert')).toContainText('It cannot be added')
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
    await expect.poll(async () => Number(await row.getByRole('progressbar').getAttribute('aria-valuenow'))).toBeGreaterThan(20)
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

test('a mirror of the hub is remembered; what is no address is refused', async ({ app }) => {
  await app.openReady()
  const library = await openLibrary(app)
  await library.getByText('Where models are downloaded from').click()
  const field = library.getByRole('textbox', { name: 'Where models are downloaded from' })
  await field.fill('https://mirror.example/hub/')
  await field.press('Enter')
  await expect(field).toHaveValue('https://mirror.example/hub')
  for (const wrong of ['not an address', 'https://hf-mirror.com:443000', 'http://[', 'https://%']) {
    await field.fill(wrong)
    await field.press('Enter')
    await expect(library.getByRole('alert')).toContainText('This is no address of a hub')
    await expect(field).toHaveValue('https://mirror.example/hub')
  }
  await library.getByRole('button', { name: 'Use huggingface.co' }).click()
  await expect(field).toHaveValue('https://huggingface.co')
})

test('a remembered mirror that cannot be read is passed over, with a note', async ({ app }) => {
  await app.openReady()
  // An earlier version took it and started no more.
  await app.page.evaluate(() => new Promise<void>((resolve) => {
    const opening = indexedDB.open('darkroom-library')
    opening.onsuccess = () => {
      const writing = opening.result.transaction('records', 'readwrite')
      writing.objectStore('records').put('https://hf-mirror.com:443000', 'hub:')
      writing.oncomplete = () => resolve()
    }
  }))
  await app.page.reload()
  await app.ready()
  const library = await openLibrary(app)
  await expect(library.getByText('https://hf-mirror.com:443000, cannot be read')).toBeVisible()
  await library.getByText('Where models are downloaded from').click()
  const field = library.getByRole('textbox', { name: 'Where models are downloaded from' })
  await expect(field).toHaveValue('https://huggingface.co')
  await field.fill('https://mirror.example')
  await field.press('Enter')
  await expect(library.getByText('cannot be read')).toHaveCount(0)
})

test('the keyboard opens it, stays inside, and comes back to where it was', async ({ app }) => {
  await app.openReady()
  const opener = app.modelCard.getByRole('button', { name: /All models/ })
  await opener.focus()
  await app.page.keyboard.press('Enter')
  const library = app.page.getByRole('dialog', { name: 'Models' })
  await expect(library).toBeVisible()
  for (let i = 0; i < 40; i++) await app.page.keyboard.press('Tab')
  expect(await focusIsInside(app.page)).toBe(true)
  await app.page.keyboard.press('Escape')
  await expect(library).toBeHidden()
  await expect(opener).toBeFocused()
})

for (const width of [390, 1440]) {
  for (const language of ['en', 'zh'] as const) {
    test(`fits at ${width} px in ${language}`, async ({ app }, info) => {
      await app.page.setViewportSize({ width, height: 844 })
      await app.openReady()
      if (language === 'zh') await app.page.getByRole('button', { name: 'Switch to Chinese' }).click()
      await app.page.getByRole('button', { name: /All models|全部模型/ }).click()
      const library = app.page.getByRole('dialog')
      await expect(library.getByRole('heading', { name: 'Pictograms' })).toBeVisible()
      await library.getByLabel(/Choose a folder|选择文件夹/).setInputFiles(tiny)
      await expect(library.getByRole('button', { name: /Add to the list|加入列表/ })).toBeVisible()
      await library.getByText(/^(Details|详情)$/).first().click()
      await info.attach('library', { body: await app.page.screenshot(), contentType: 'image/png' })
      expect(await library.evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth)).toBe(0)
    })
  }
}

/** Focus on nothing is the browser's own frame, where the keyboard may go between the last and the first. */
function focusIsInside(page: Page): Promise<boolean> {
  return page.evaluate(() => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null)
}
