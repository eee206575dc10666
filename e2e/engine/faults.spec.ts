// What a person meets when the site, the line or the engine fails: one clear sentence, a page that lives, a way back.
import type { Page } from '@playwright/test'
import { expect, fingerprint, test } from '../fixtures'

// Routes do not see what a service worker fetches, and these failures are the engine's to handle.
test.use({ serviceWorkers: 'block', model: 'tiny' })

const unetWeights = 'unet/model.onnx_data_1'
const unet = `**/${unetWeights}`
/** So large that this model's 150 steps take seconds. */
const large = { width: 512, height: 512 }

async function stillAlive(page: Page): Promise<void> {
  const prompt = page.getByLabel('Prompt', { exact: true })
  await prompt.fill('still here')
  await expect(prompt).toHaveValue('still here')
}

// Cold down to the last download: each start meets its own fault.
test('a list of models that is no JSON', async ({ coldApp: app }) => {
  await app.page.route('**/models.manifest.json', (route) => route.fulfill({ body: '{ "version": 1, "models": [' }))
  await app.open()
  await expect(app.alert).toContainText('The list of models is not valid JSON.')
  await stillAlive(app.page)

  await app.page.unroute('**/models.manifest.json')
  await app.alert.getByRole('button', { name: 'Try again' }).click()
  await expect(app.modelCard.getByText('Ready', { exact: true })).toBeVisible()
})

test('a model entry with a missing field is named, in either language', async ({ coldApp: app }) => {
  await app.page.route('**/models.manifest.json', async (route) => {
    const list = (await (await route.fetch()).json()) as { models: { precisions?: unknown }[] }
    for (const model of list.models) delete model.precisions
    await route.fulfill({ json: list })
  })
  await app.open()
  await expect(app.alert).toContainText('The list of models has a mistake: models[0].precisions should be a list')
  await stillAlive(app.page)

  await app.page.getByRole('button', { name: '中文' }).click()
  await expect(app.alert).toContainText('模型列表有误：models[0].precisions 应为列表')
})

test('a model file that the server does not have', async ({ coldApp: app, expectError }) => {
  // The engine does not read the body of a refusal.
  expectError(/status of 404/, /\.onnx_data_1 net::ERR_ABORTED/)
  await app.page.route(unet, (route) => route.fulfill({ status: 404 }))
  await app.open()
  await expect(app.alert).toContainText(`${new URL(app.page.url()).host} does not have ${unetWeights} (404).`)
  await stillAlive(app.page)

  await app.page.unroute(unet)
  await app.alert.getByRole('button', { name: 'Try again' }).click()
  await expect(app.modelCard.getByText('Ready', { exact: true })).toBeVisible()
  expect((await app.generate()).steps).toHaveLength(2)
})

test('a model file with the right length and the wrong content', async ({ coldApp: app }) => {
  await app.page.route(unet, async (route) => {
    const body = await (await route.fetch({ headers: {} })).body()
    body.fill(0, 0, 64)
    await route.fulfill({ body })
  })
  await app.open()
  await expect(app.alert).toContainText(`${unetWeights} was downloaded twice and is not the file the model list describes.`)
  await stillAlive(app.page)
})

test('a line that drops during the download is tried again', async ({ coldApp: app, expectError }) => {
  expectError(/ERR_CONNECTION_RESET/, /ERR_FAILED/)
  let drops = 2
  await app.page.route(unet, (route) => (drops-- > 0 ? route.abort('connectionreset') : route.continue()))
  const { model } = await app.openReady()
  expect(drops).toBeLessThan(0)
  expect(model.source).toBe('network')
})

test('an engine killed at rest comes back by itself', async ({ app }) => {
  const before = await app.generate()
  await app.page.evaluate(() => window.darkroom.killWorker())
  expect(fingerprint(await app.generate())).toBe(fingerprint(before))
})

test('an engine killed while it works: the person is told, and the next picture works', async ({ app }) => {
  const before = await app.generate(large)
  await app.begin({ ...large, steps: 150 })
  await expect(app.says(/^Step \d+ of 150/)).toBeVisible()
  await app.page.evaluate(() => window.darkroom.killWorker())
  await expect(app.alert).toContainText('The engine stopped unexpectedly.')
  expect(fingerprint(await app.generate(large))).toBe(fingerprint(before))
  await expect(app.alert).toHaveCount(0)
})
