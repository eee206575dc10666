// A browser whose settings block the site's data: IndexedDB and locks are refused, nothing is stored. Does the app still make pictures?
import { expect, test } from '../fixtures'

// Runs in the engine's thread before the engine: a page's init script does not reach a worker.
const blocked = `
  const refusal = () => new DOMException('The operation is insecure.', 'SecurityError')
  IDBFactory.prototype.open = () => { throw refusal() }
  LockManager.prototype.request = () => Promise.reject(refusal())
  Object.defineProperty(WorkerNavigator.prototype, 'storage', { value: undefined })
`

test.use({ serviceWorkers: 'block' })

// Cold: the browser refuses from the start.
test('the embedded model runs from memory, and the page says so', async ({ coldApp: app, context }) => {
  await context.route(/\/assets\/engine-[^/]*\.js$/, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: (await response.text()) + blocked })
  })
  const { model } = await app.openReady()
  expect(model.source).toBe('network')
  await app.generate()
  await expect(app.picture).toBeVisible()
  await expect(app.modelCard).toContainText('This browser lets the page store nothing: the model is in memory, and will be fetched again next time.')
  await expect(app.modelCard).not.toContainText(/\b0 B(?! of)/)
  await app.modelCard.getByRole('button', { name: /All models/ }).click()
  await expect(app.page.getByRole('region', { name: 'Storage' })).toContainText('the model is in memory')
  await app.page.getByRole('button', { name: '中文' }).click()
  await expect(app.page.getByText('模型只在内存中，下次会重新下载')).toBeVisible()
})
