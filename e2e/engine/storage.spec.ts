// Is a model fetched once, kept, and repaired when the browser's copy is damaged?
import { expect, fingerprint, test, watchNetwork } from '../fixtures'
import { damageStoredFile } from '../stored-files'

// Cold, all of them: what is stored, and when, is what they are about. Any model will do.
test.use({ model: 'tiny' })

const modelFiles = /\/models\/tiny\//
const unetWeights = 'unet/model.onnx_data_1'

test('the second visit fetches no model file', async ({ coldApp: app, context }) => {
  await app.openReady()
  const network = watchNetwork(context, modelFiles)
  await app.page.reload()
  const { model } = await app.ready()
  expect(model.source).toBe('cache')
  expect(await network.urls()).toEqual([])
})

test('a damaged file is noticed and fetched again, alone', async ({ coldApp: app, context }) => {
  await app.openReady()
  const before = await app.generate()
  await damageStoredFile(app.page, unetWeights)

  const network = watchNetwork(context, modelFiles)
  await app.page.reload()
  const { model } = await app.ready()
  expect(model.source).toBe('mixed')
  expect(new Set((await network.urls()).map((url) => new URL(url).pathname))).toEqual(new Set([`/models/tiny/${unetWeights}`]))
  expect(fingerprint(await app.generate())).toBe(fingerprint(before))
})

test('a removed model is gone and can be loaded again', async ({ coldApp: app }) => {
  await app.openReady()
  await app.modelCard.getByRole('button', { name: 'Remove from this browser' }).click()
  const download = app.modelCard.getByRole('button', { name: /^Download / })
  await expect(download).toBeVisible()
  await download.click()
  await expect(app.modelCard.getByText('Ready', { exact: true })).toBeVisible()
  expect((await app.ready()).model.source).toBe('network')
})

test('two tabs opened at once fetch each file once, and both work', async ({ coldApp: app, context }) => {
  const network = watchNetwork(context, modelFiles)
  const other = await app.secondTab()
  await Promise.all([app.openReady(), other.openReady()])
  const urls = await network.urls()
  expect(urls.length).toBeGreaterThan(0)
  expect(urls).toHaveLength(new Set(urls).size)
  const [here, there] = await Promise.all([app.generate(), other.generate()])
  expect(fingerprint(here)).toBe(fingerprint(there))
})
