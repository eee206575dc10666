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

// Cold: the note's code must not have come before.
test('a part of the form that cannot be fetched says so, of itself and not of a room, and comes with another try', async ({ coldApp: app, expectError }) => {
  expectError(/FillNote|ERR_FAILED|Failed to (load|fetch)/)
  await app.openReady()
  await app.page.route(/\/assets\/FillNote-[^/]*\.js$/, (route) => route.abort())
  await app.prompt.fill('a red fish\nSteps: 8, Sampler: Euler, Seed: 3')
  const note = app.page.getByRole('alert').filter({ hasText: 'could not be fetched' })
  await expect(note).toContainText('This part of the page could not be fetched.')
  await app.page.unroute(/\/assets\/FillNote-[^/]*\.js$/)
  await note.getByRole('button', { name: 'Try again' }).click()
  await expect(app.page.getByText('Fill the form', { exact: false }).first()).toBeVisible()
  await expect(note).toHaveCount(0)
})
