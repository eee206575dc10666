// Is a picture's address enough to make it again?
import { expect, fingerprint, test } from '../fixtures'

test('the address after a picture makes the same picture in another tab', async ({ app }) => {
  const made = await app.generate({ prompt: 'a pink heart, 粉色', negative: 'blue', sampler: 'euler_ancestral', schedule: 'karras', seed: 42, steps: 3, guidance: 2.5 })
  const { hash } = new URL(app.page.url())

  const other = await app.secondTab()
  await other.openReady({ hash })
  await expect(other.prompt).toHaveValue('a pink heart, 粉色')
  await expect(other.seed).toHaveValue('42')
  await other.generateButton.click()
  await expect(other.says(/^Done in /)).toBeVisible()
  // Nothing but what the form holds now goes into this run.
  const again = await other.page.evaluate(() => window.darkroom.generate({ seed: 42 }))
  expect(again.request).toEqual(made.request)
  expect(fingerprint(again)).toBe(fingerprint(made))
})

test('what this version does not know in a link is named, and the rest is used', async ({ app }) => {
  await app.follow('#prompt=a+fish&seed=5&sampler=nosuch&colour=red')
  await expect(app.prompt).toHaveValue('a fish')
  await expect(app.seed).toHaveValue('5')
  await expect(app.page.getByText(/were left out: sampler, colour\./)).toBeVisible()
})
