// Does Generate never block, does the queue do as it is told, and does it outlive the page?
import type { Locator } from '@playwright/test'
import { expect, test } from '../fixtures'
import type { App } from '../fixtures'
import { tell } from '../scripted/scripted-app'

test.use({ engine: 'scripted' })

const form = '#/studio?prompt=&steps=5&guidance=1&sampler=euler'

const queueOf = ({ page }: App) => page.getByRole('region', { name: 'Queue' })
const wordsOf = (queue: Locator) => queue.getByRole('listitem').locator('.queue-prompt')

async function order({ page, prompt, generateButton }: App, words: string, count = 1): Promise<void> {
  await prompt.fill(words)
  await page.getByRole('spinbutton', { name: 'Pictures' }).fill(String(count))
  await generateButton.click()
}

test.beforeEach(async ({ app }) => {
  // Whatever the test before has left.
  await tell(app.page, { say: 'go on' })
  await expect(app.stopButton).toHaveCount(0)
  const clear = queueOf(app).getByRole('button', { name: 'Clear all' })
  if (await clear.count()) await clear.click()
  await app.follow(form)
  await tell(app.page, { say: 'hold' })
})

test('what is pressed while a picture develops waits its turn, and can be moved, taken out and cleared', async ({ app }) => {
  await order(app, 'first')
  await tell(app.page, { say: 'steps', count: 2 })
  await expect(app.says('Step 2 of 5')).toBeVisible()
  await expect(queueOf(app)).toHaveCount(0) // one picture is no queue
  await order(app, 'second', 3)
  await order(app, 'third')
  await order(app, 'fourth')
  const queue = queueOf(app)
  await expect(wordsOf(queue)).toHaveText(['first', 'second', 'third', 'fourth'])
  await expect(queue.getByText('5 pictures', { exact: true })).toBeVisible()

  await queue.getByRole('button', { name: 'Earlier: fourth' }).click()
  await queue.getByRole('button', { name: 'Earlier: fourth' }).click()
  await expect(wordsOf(queue)).toHaveText(['first', 'fourth', 'second', 'third'])
  // Nothing overtakes what is under way.
  await expect(queue.getByRole('button', { name: 'Earlier: fourth' })).toBeDisabled()
  await queue.getByRole('button', { name: 'Take out: second' }).click()
  await expect(wordsOf(queue)).toHaveText(['first', 'fourth', 'third'])

  await app.page.getByRole('button', { name: 'Skip this one' }).click()
  await expect(wordsOf(queue)).toHaveText(['fourth', 'third'])
  await tell(app.page, { say: 'steps', count: 1 })
  await expect(app.page.getByRole('img', { name: 'Developing: fourth' })).toBeVisible()
  await queue.getByRole('button', { name: 'Clear all' }).click()
  await expect(queue).toHaveCount(0)
  await expect(app.stopButton).toBeVisible()
})

test('stopping ends the picture and its batch, and what waits behind it waits for a word', async ({ app }) => {
  await order(app, 'a batch', 4)
  await order(app, 'behind it')
  await tell(app.page, { say: 'steps', count: 2 })
  await expect(app.says('Step 2 of 5')).toBeVisible()
  await expect(app.page.getByText('Picture 1 of 4').first()).toBeVisible()
  await app.page.keyboard.press('Escape')
  const queue = queueOf(app)
  await expect(queue.getByText('The queue is stopped.')).toBeVisible()
  await expect(wordsOf(queue)).toHaveText(['behind it'])
  await queue.getByRole('button', { name: 'Continue' }).click()
  await tell(app.page, { say: 'steps', count: 1 })
  await expect(app.page.getByRole('img', { name: 'Developing: behind it' })).toBeVisible()
})

test('a batch is made by seed, seed + 1 and so on, and may end after a picture', async ({ app }) => {
  await app.follow(`${form}&seed=41`)
  await tell(app.page, { say: 'go on' })
  await order(app, 'three of a kind', 3)
  const made = app.page.getByRole('button', { name: 'Show again: three of a kind' })
  await expect(made).toHaveCount(3)
  await made.first().click()
  await expect(app.seed).toHaveValue('43')
  await made.last().click()
  await expect(app.seed).toHaveValue('41')

  await tell(app.page, { say: 'hold' })
  await order(app, 'two of five', 5)
  await tell(app.page, { say: 'steps', count: 7 })
  await expect(app.says('Step 2 of 5')).toBeVisible()
  await app.page.getByRole('button', { name: 'After this one' }).click()
  await tell(app.page, { say: 'go on' })
  await expect(app.page.getByRole('button', { name: 'Show again: two of five' })).toHaveCount(2)
  await expect(app.stopButton).toHaveCount(0)
  await expect(queueOf(app)).toHaveCount(0)
})

test('while a picture develops an earlier one can be looked at', async ({ app }) => {
  await tell(app.page, { say: 'steps', count: 5 })
  await order(app, 'the earlier one')
  await expect(app.picture).toHaveAccessibleName('Picture: the earlier one')
  await tell(app.page, { say: 'steps', count: 1 })
  await order(app, 'the later one')
  await expect(app.page.getByRole('img', { name: 'Developing: the later one' })).toBeVisible()
  await app.page.getByRole('button', { name: 'Show again: the earlier one' }).click()
  await expect(app.picture).toHaveAccessibleName('Picture: the earlier one')
  await app.page.getByRole('button', { name: 'Back to the one developing' }).click()
  await expect(app.page.getByRole('img', { name: 'Developing: the later one' })).toBeVisible()
})

for (const [width, height] of [[1440, 900], [1000, 700], [1440, 1300], [390, 844]] as const) {
  test(`a second press hits Generate again, and no way to stop, at ${width} × ${height}`, async ({ app }) => {
    await app.page.setViewportSize({ width, height })
    await expect(app.generateButton).toBeVisible()
    await app.page.evaluate(() => scrollTo(0, 0))
    const place = async () => (await app.generateButton.boundingBox())!.y
    const before = await place()
    await order(app, 'pressed')
    await expect(app.stopButton).toBeVisible()
    expect(await place()).toBe(before)
    await app.generateButton.click()
    await expect(app.page.getByRole('button', { name: '1 picture waits.' })).toBeVisible()
    expect(await place()).toBe(before)
  })
}

// Cold: the page is left and comes back, and a second one must not take what the first one still has.
test('the queue outlives the page, and waits for a word when it is back', async ({ coldApp: app }) => {
  await app.openReady({ hash: form })
  await tell(app.page, { say: 'hold' })
  await order(app, 'under way')
  await order(app, 'waiting', 2)
  await tell(app.page, { say: 'steps', count: 2 })
  await expect(app.says('Step 2 of 5')).toBeVisible()

  const second = await app.secondTab()
  await second.openReady()
  await expect(queueOf(second)).toHaveCount(0)
  await second.page.close()

  await app.page.reload()
  await app.ready()
  const queue = queueOf(app)
  await expect(queue.getByText('These pictures were waiting when the page was left.')).toBeVisible()
  await expect(wordsOf(queue)).toHaveText(['under way', 'waiting'])
  await expect(queue.getByText('3 pictures', { exact: true })).toBeVisible()
  await tell(app.page, { say: 'hold' })
  await queue.getByRole('button', { name: 'Continue' }).click()
  await tell(app.page, { say: 'steps', count: 1 })
  await expect(app.page.getByRole('img', { name: 'Developing: under way' })).toBeVisible()
})

test('a failure holds what waits, says why, and the queue goes on when told', async ({ app }) => {
  await order(app, 'fails', 2)
  await tell(app.page, { say: 'fail', key: 'internal.gpu-command' })
  await expect(app.alert).toContainText('The graphics processor refused a command.')
  const queue = queueOf(app)
  await expect(queue.getByText('The last picture failed, so the queue stands still.')).toBeVisible()
  await expect(wordsOf(queue)).toHaveText(['fails'])
  await tell(app.page, { say: 'go on' })
  await queue.getByRole('button', { name: 'Continue' }).click()
  await expect(app.picture).toHaveAccessibleName('Picture: fails')
})
