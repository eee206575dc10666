// Does Cancel stop, and leave an engine that works as if nothing had happened?
import { expect, fingerprint, test } from './fixtures'

test('a cancelled run stops early and the next one is untouched by it', async ({ app }) => {
  await app.openReady()
  const before = await app.generate()

  await app.begin({ steps: 150, seed: 99 })
  await expect(app.says(/^Step 1 of 150/)).toBeVisible({ timeout: 120_000 })
  await app.cancelButton.click()
  await expect(app.says(/^Cancelled after step \d+ of 150/)).toBeVisible({ timeout: 60_000 })
  await expect(app.generateButton).toBeEnabled()
  await expect(app.alert).toHaveCount(0)

  const after = await app.generate()
  expect(fingerprint(after)).toBe(fingerprint(before))
})

test('cancelling before the first step works too', async ({ app }) => {
  await app.openReady()
  await app.begin({ steps: 150 })
  await app.cancelButton.click()
  await expect(app.says(/^Cancelled /)).toBeVisible({ timeout: 60_000 })
  expect((await app.generate()).steps).toHaveLength(2)
})
