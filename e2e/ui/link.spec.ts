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

test('a program is told of what the form cannot have, and nothing is drawn or changed', async ({ app }) => {
  await app.follow('#prompt=a+red+fish&steps=2')
  const told = (values: object) => app.page.evaluate((wanted) => window.darkroom.generate(wanted).then(() => null, ({ code, message, remedy }) => ({ code, message, remedy })), values)
  expect(await told({ steps: 900 })).toEqual({ code: 'bad-request', message: 'steps cannot be 900.', remedy: 'Give a whole number from 1 to 150.' })
  expect(await told({ setps: 8 })).toMatchObject({ code: 'bad-request', message: 'There is no setting called “setps”.' })
  expect(await told({ model: 'nosuch' })).toMatchObject({ code: 'bad-request', message: 'model cannot be nosuch.' })
  expect(await told({ preview: 'slow' })).toMatchObject({ code: 'bad-request', message: 'preview cannot be slow.' })
  expect(await told({ intervalLow: 2, intervalHigh: 2 })).toMatchObject({ code: 'bad-request' })
  await expect(app.page.getByRole('spinbutton', { name: 'Steps' })).toHaveValue('2')
  const compared = await app.page.evaluate(() => window.darkroom.compare({ x: { kind: 'nosuch' as never, text: '' } }).then(() => null, ({ code, message }) => ({ code, message })))
  expect(compared).toEqual({ code: 'bad-request', message: 'x.kind cannot be nosuch.' })
})
