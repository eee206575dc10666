// What a person is told of memory before a download and a load, and the ways to run a model that they choose by hand.
import type { Page } from '@playwright/test'
import { App, expect, test } from '../fixtures'
import { openLibrary, rowOf } from '../library-page'
import { serveAppWith, servedModel } from '../served-model'

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`

const fitOf = (page: Page, memory?: { parts: 'turns' }) => page.evaluate((wish) => window.darkroom.engine.fit('pictograms', wish && { memory: wish }), memory)

test('a model says whether it fits, with its numbers as a whole and part by part', async ({ app }) => {
  const fit = await fitOf(app.page)
  expect(fit.verdict).toBe('fits')
  const row = rowOf(await openLibrary(app), 'Pictograms')
  await expect(row.getByTitle(new RegExp(`^It needs ${megabytes(fit.neededBytes)} of memory at its highest, and about [\\d.]+ GB is available`))).toHaveText('Fits')
  await row.getByText('Memory', { exact: true }).click()
  const unet = fit.parts.find(({ part }) => part === 'unet')!
  await expect(row.getByRole('row', { name: `UNet ${megabytes(unet.weightBytes)} ${megabytes(unet.activationBytes)} ${megabytes(unet.largestBytes)}` })).toBeVisible()
  await expect(row.getByRole('row')).toHaveCount(4)
  // Without a graphics card the text encoder has no choice of place.
  await expect(row.getByRole('combobox', { name: 'Parts in memory' })).toBeVisible()
  await expect(row.getByRole('combobox', { name: 'Text encoder' })).toHaveCount(0)
})

test('a way chosen by hand is judged, loads the model anew, is kept, and is given up again', async ({ app }) => {
  expect((await app.ready()).model.source).toBe('network')
  const library = await openLibrary(app)
  const row = rowOf(library, 'Pictograms')
  await row.getByText('Memory', { exact: true }).focus()
  await app.page.keyboard.press('Enter')
  const parts = row.getByRole('combobox', { name: 'Parts in memory' })
  await expect(parts).toHaveValue('')
  await expect(row.getByText('Every picture reads each part from storage again.')).toHaveCount(0)
  await parts.selectOption('One part at a time')
  await expect(row.getByText('Every picture reads each part from storage again.')).toBeVisible()
  const [easy, light] = [await fitOf(app.page), await fitOf(app.page, { parts: 'turns' })]
  expect(light.neededBytes).toBeLessThan(easy.neededBytes)
  await expect(row.getByText(`Up to ${megabytes(light.neededBytes)} of memory`)).toBeVisible()
  // The files were stored by the first load: only a second one reads them from there.
  expect((await app.ready()).model.source).toBe('cache')
  await app.page.getByRole('link', { name: 'Studio', exact: true }).click()
  await app.generate({ prompt: 'a red fish' })
  await expect(app.picture).toBeVisible()

  await app.page.reload()
  await app.page.waitForFunction(() => 'darkroom' in window)
  await app.ready()
  const again = rowOf(await openLibrary(app), 'Pictograms')
  await expect(again.getByRole('img', { name: 'chosen by hand' })).toBeVisible()
  await again.getByText('Memory', { exact: true }).click()
  await expect(again.getByRole('combobox', { name: 'Parts in memory' })).toHaveValue('turns')
  await again.getByRole('button', { name: 'Choose all automatically' }).click()
  await expect(again.getByRole('combobox', { name: 'Parts in memory' })).toHaveValue('')
  await expect(again.getByRole('img', { name: 'chosen by hand' })).toHaveCount(0)
})

test.describe('a model that is too big', () => {
  test.use({ serviceWorkers: 'block' })

  test('says so with numbers where it is downloaded, and can be tried all the same', async ({ page, backend }, info) => {
    const { manifest } = await servedModel('tiny', 1024, () => true)
    // More than a WebAssembly heap can address, even alone.
    const files = manifest.files.map((file) => (file.path.includes('ballast') ? { ...file, bytes: 6e9 } : file))
    const site = await serveAppWith({ ...manifest, name: 'Tiny', files }, 'https://nowhere.example/')
    const app = new App(page, backend)
    await app.open({ site: site.url, hash: '#model=tiny' })
    const why = /^It will not fit: it needs [\d.]+ GB of memory, and only about [\d.]+ GB is available\.$/
    await expect(app.modelCard.getByText(why)).toBeVisible()
    await expect(app.modelCard.getByRole('button', { name: /^Download .* anyway$/ })).toHaveAccessibleDescription(why)

    const row = rowOf(await openLibrary(app), 'Tiny')
    await expect(row.getByTitle(why)).toHaveText('Will not fit')
    const button = row.getByRole('button', { name: 'Download anyway: Tiny' })
    await expect(button).toBeEnabled()
    await expect(button).toHaveAccessibleDescription(why)
    await info.attach('too big', { body: await page.screenshot(), contentType: 'image/png' })
    site.close()
  })
})
