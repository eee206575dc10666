// Does what a person types and sets arrive in the picture?
import { expect, test } from '../fixtures'

test('a typed prompt becomes a picture', async ({ app }) => {
  await app.follow('#steps=2&guidance=1&sampler=euler')
  await app.prompt.fill('a yellow star')
  await app.seed.fill('3')
  await app.generateButton.click()
  await expect(app.says(/^Done in /)).toBeVisible()
  await expect(app.picture).toBeVisible()
  await expect(app.picture).toHaveAccessibleName('Picture: a yellow star')
  await expect(app.says('seed 3')).toBeVisible()
})
