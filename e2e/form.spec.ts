// Does what a person types and sets arrive in the picture?
import { expect, fingerprint, test } from './fixtures'

test('a typed prompt becomes a picture', async ({ app }) => {
  await app.openReady({ hash: '#steps=2&guidance=1&sampler=euler' })
  await app.prompt.fill('a yellow star')
  await app.seed.fill('3')
  await app.generateButton.click()
  await expect(app.says(/^Done in /)).toBeVisible({ timeout: 120_000 })
  await expect(app.picture).toBeVisible()
  await expect(app.picture).toHaveAccessibleName('Picture: a yellow star')
  await expect(app.says('seed 3')).toBeVisible()
})

test('prompt and guidance change the picture', async ({ app }) => {
  await app.openReady()
  const loose = await app.generate({ guidance: 1 })
  const strict = await app.generate({ guidance: 5 })
  const words = await app.generate({ guidance: 1, prompt: 'a blue house' })
  expect(new Set([loose, strict, words].map(fingerprint)).size).toBe(3)
})
