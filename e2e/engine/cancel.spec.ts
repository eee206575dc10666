// Does Cancel stop, and leave an engine that works as if nothing had happened?
import { expect, fingerprint, test } from '../fixtures'

test('a cancelled run stops early, and the next one is untouched by it', async ({ app }) => {
  const before = await app.generate()

  await app.begin({ steps: 150, seed: 99 })
  await expect(app.says(/^Step \d+ of 150/)).toBeVisible()
  await app.stopButton.click()
  await expect(app.says(/^Cancelled after step \d+ of 150/)).toBeVisible()
  await expect(app.generateButton).toBeEnabled()
  await expect(app.alert).toHaveCount(0)

  // Once more, before anything has been computed.
  await app.begin({ steps: 150, seed: 99 })
  await app.stopButton.click()
  await expect(app.says(/^Cancelled /)).toBeVisible()

  expect(fingerprint(await app.generate())).toBe(fingerprint(before))
})
