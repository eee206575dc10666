// Is what a person types what the picture is made with, as it stands on the screen, or else named?
import { expect, test } from '../fixtures'
import type { App } from '../fixtures'
import { tell } from '../scripted/scripted-app'

test.use({ engine: 'scripted' })

const form = '#/studio?prompt=a+fish&steps=5&guidance=3&sampler=euler&seed=7'

const box = ({ page }: App, name: string) => page.getByRole('spinbutton', { name, exact: true })
const replace = async (app: App, name: string, text: string) => {
  await (name === 'Seed' ? app.seed : box(app, name)).press('ControlOrMeta+a')
  await app.page.keyboard.type(text)
}
const remark = ({ page }: App) => page.locator('.remark:not(:empty)')

test.beforeEach(async ({ app }) => {
  await tell(app.page, { say: 'go on' })
  await app.follow('#/studio?prompt=')
  await app.follow(form)
})

test('decimals are typed as they are said, with a point, a comma or full-width', async ({ app }) => {
  for (const [typed, value] of [['7.5', '7.5'], ['3.25', '3.25'], ['7,5', '7.5'], ['１２', '12'], ['1e1', '10']] as const) {
    await replace(app, 'Guidance', typed)
    await expect(box(app, 'Guidance')).toHaveValue(typed)
    await box(app, 'Guidance').blur()
    await expect(box(app, 'Guidance')).toHaveValue(value)
    await expect(app.page).toHaveURL(new RegExp(`guidance=${value}(&|$)`))
  }
  await expect(remark(app)).toHaveCount(0)
})

test('a number out of range stays as typed until one leaves it, and is then corrected with a word', async ({ app }) => {
  await replace(app, 'Guidance', '200')
  await expect(box(app, 'Guidance')).toHaveValue('200')
  await expect(remark(app)).toHaveCount(0)
  await app.seed.focus()
  await expect(box(app, 'Guidance')).toHaveValue('30')
  await expect(remark(app)).toHaveText('200 is outside 1 to 30, so it is 30 now.')
  await replace(app, 'Guidance', '4')
  await expect(remark(app)).toHaveCount(0)
  await box(app, 'Guidance').press('ArrowUp')
  await expect(box(app, 'Guidance')).toHaveValue('4.5')
})

for (const [key, typed, steps] of [['Enter', '200', '150'], ['Control+Enter', '0', '1']] as const) {
  test(`${key} takes what is on the screen`, async ({ app }) => {
    await replace(app, 'Steps', typed)
    await app.page.keyboard.press(key)
    await expect(box(app, 'Steps')).toHaveValue(steps)
    await expect(app.strip).toHaveAttribute('aria-valuemax', steps)
  })
}

test('a seed is its number, -1 and nothing are random, and what is none is refused and makes no picture', async ({ app }) => {
  await replace(app, 'Seed', '１２')
  await expect(app.page).toHaveURL(/seed=12(&|$)/)
  await replace(app, 'Seed', '1e5')
  await expect(app.page).toHaveURL(/seed=100000(&|$)/)
  await replace(app, 'Seed', '-1')
  await expect(app.page).not.toHaveURL(/seed=/)
  await app.prompt.focus()
  await expect(app.seed).toHaveValue('')
  await replace(app, 'Seed', '12.7')
  // A picture would wait, and be seen to.
  await tell(app.page, { say: 'hold' })
  await app.page.keyboard.press('Enter')
  await expect(remark(app)).toHaveText('12.7 is not a whole number.')
  await expect(app.seed).toHaveValue('12.7')
  await app.generateButton.click()
  await expect(app.seed).toBeFocused()
  await expect(app.stopButton).toHaveCount(0)
  await replace(app, 'Seed', '18446744073709551615')
  await app.prompt.focus()
  await expect(remark(app)).toHaveText('18446744073709551615 is not a seed here: 0 to 9007199254740991, or -1 for a random one.')
  await app.page.getByRole('button', { name: 'A new random seed for every picture' }).click()
  await expect(app.seed).toHaveValue('')
  await expect(remark(app)).toHaveCount(0)
})

test('the settings under Advanced and the count are typed like the others', async ({ app }) => {
  for (const part of ['Advanced', 'Seed variations', 'Guidance extras']) await app.page.locator('summary').filter({ hasText: part }).click()
  for (const name of ['Variation strength', 'Rescale φ', 'Skip below σ']) {
    await replace(app, name, '0,25')
    await expect(box(app, name)).toHaveValue('0,25')
    await box(app, name).blur()
    await expect(box(app, name)).toHaveValue('0.25')
  }
  await expect(app.page).toHaveURL(/strength=0\.25&.*s_min_uncond=0\.25&rescale=0\.25/)
  await replace(app, 'Seed width', '61')
  await box(app, 'Seed width').blur()
  await expect(remark(app)).toHaveText('61 cannot be had here, so it is 64 now.')

  const variation = app.page.getByRole('textbox', { name: 'Variation seed' })
  await variation.fill('-1')
  await variation.blur()
  await expect(variation).toHaveValue(/^\d+$/)
  await expect(remark(app).filter({ hasText: 'Random' })).toHaveText(`Random: ${await variation.inputValue()} was drawn.`)
  await variation.fill('12.7')
  await variation.blur()
  await expect(remark(app).filter({ hasText: 'whole' })).toHaveText('12.7 is not a whole number.')
  // Folded away, it is shown again by a press that it stops.
  await app.page.locator('summary').filter({ hasText: 'Advanced' }).click()
  await app.generateButton.click()
  await expect(variation).toBeFocused()
  await expect(variation).toHaveValue('12.7')
  await app.page.getByRole('button', { name: 'Another variation seed' }).click()
  await expect(remark(app).filter({ hasText: 'whole' })).toHaveCount(0)

  await replace(app, 'Pictures', '500')
  await app.seed.focus()
  await expect(box(app, 'Pictures')).toHaveValue('100')
  await expect(remark(app).filter({ hasText: '500' })).toHaveText('500 is outside 1 to 100, so it is 100 now.')
  await replace(app, 'Pictures', '1')
})

test('an address out of range is brought into it and says so', async ({ app }) => {
  await app.follow('#/studio?prompt=x&steps=400&guidance=0&sampler=euler')
  await expect(app.says('Steps 400 → 150; Guidance 0 → 1.')).toBeVisible()
  await replace(app, 'Steps', '9')
  await expect(app.says('Guidance 0 → 1.')).toBeVisible()
  await expect(app.says('Steps 400')).toHaveCount(0)
})

test('half an emoji makes a picture like any other text', async ({ app }) => {
  await app.prompt.evaluate((field: HTMLTextAreaElement) => {
    field.value = 'a \ud83d cat'
    field.dispatchEvent(new InputEvent('input', { bubbles: true }))
  })
  await app.generateButton.click()
  await expect(app.picture).toHaveAccessibleName('Picture: a \ufffd cat')
})

test('what the model did not read of a prompt is named, once it is known', async ({ app }) => {
  await app.prompt.fill('one two three four five')
  await expect(app.says(/tokens/)).toHaveCount(0)
  await app.generateButton.click()
  await expect(app.says('5 of 5 tokens')).toBeVisible()
  await app.prompt.fill('one two three four five six seven')
  await expect(app.says(/tokens/)).toHaveCount(0)
  await app.generateButton.click()
  await expect(app.says('7 tokens, of which the model reads 5. It did not read “six seven”.')).toBeVisible()
})
