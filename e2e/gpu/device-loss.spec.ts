// The GPU process dies, as it does when a driver is updated or crashes: an expected event with a way back.
import { expect, fingerprint, test } from '../fixtures'

test('a lost GPU is told, and the next picture is made on a fresh one', async ({ app, browser }) => {
  const before = await app.generate()
  await app.begin({ steps: 150 })
  await expect(app.says(/^Step \d+ of 150/)).toBeVisible()

  await (await browser.newBrowserCDPSession()).send('Browser.crashGpuProcess')
  await expect(app.alert).toContainText('The graphics processor was reset')

  expect(fingerprint(await app.generate())).toBe(fingerprint(before))
})
