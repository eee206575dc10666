// Do the Advanced settings reach the picture, its link and its file, and do they come back from both?
import { readFileSync } from 'node:fs'
import type { Locator } from '@playwright/test'
import { readInfotext } from '../../src/core/parse-infotext'
import { readPngText } from '../../src/core/png'
import { expect, test } from '../fixtures'
import type { App } from '../fixtures'

const plain = '#prompt=a+red+fish&steps=2&guidance=4&sampler=euler&schedule=karras&seed=7&rng=cpu&size=128x128'

test('variation strength and rescale change the picture and travel with its link and its file', async ({ app }) => {
  await app.follow(plain)
  const before = await develop(app)
  expect(readInfotext(before.infotext)).not.toHaveProperty('Variation seed')

  const advanced = await unfold(app)
  await expect(advanced.dot('Advanced')).toBeHidden()
  await advanced.strength.fill('0.4')
  await advanced.variationSeed.fill('99')
  await advanced.rescale.fill('0.7')
  await expect(advanced.dot('Advanced')).toBeVisible()
  const after = await develop(app)
  expect(after.pixels).not.toBe(before.pixels)
  expect(readInfotext(after.infotext)).toMatchObject({ 'Variation seed': '99', 'Variation seed strength': '0.4', 'Guidance rescale': '0.7', Seed: '7' })
  const { hash } = new URL(app.page.url())
  expect(new URLSearchParams(hash.slice(1)).get('strength')).toBe('0.4')

  await test.step('the link brings them back and makes the same picture', async () => {
    await app.follow()
    await expect(advanced.strength).toHaveValue('0')
    await app.follow(hash)
    await expect(advanced.strength).toHaveValue('0.4')
    await expect(advanced.variationSeed).toHaveValue('99')
    await expect(advanced.rescale).toHaveValue('0.7')
    expect((await develop(app)).pixels).toBe(after.pixels)
  })

  await test.step('reset takes them out of the form and the link', async () => {
    await app.page.getByRole('button', { name: 'Reset advanced' }).click()
    await expect(advanced.strength).toHaveValue('0')
    await expect(advanced.rescale).toHaveValue('0')
    await expect(advanced.dot('Advanced')).toBeHidden()
    await expect(app.page).not.toHaveURL(/rescale/)
  })

  await test.step('the file brings them back', async () => {
    await app.prompt.fill('something else')
    await app.page.getByLabel('From a picture').and(app.page.locator('input')).setInputFiles({ name: 'fish.png', mimeType: 'image/png', buffer: after.png })
    await expect(app.says('The form is filled from the picture’s settings.')).toBeVisible()
    await expect(app.prompt).toHaveValue('a red fish')
    await expect(advanced.strength).toHaveValue('0.4')
    await expect(advanced.rescale).toHaveValue('0.7')
    await app.page.getByRole('button', { name: 'Undo' }).click()
    await expect(app.prompt).toHaveValue('something else')
    await expect(advanced.strength).toHaveValue('0')
  })
})

test('settings pasted into the prompt are offered to the form, and what is unknown is named', async ({ app }) => {
  await app.follow(plain)
  await app.prompt.fill('a green tree\nNegative prompt: fog\nSteps: 3, Sampler: DPM adaptive, CFG scale: 2, Seed: 5, Size: 128x128, Eta: 0.5')
  await app.page.getByRole('button', { name: 'Fill the form' }).click()
  await expect(app.prompt).toHaveValue('a green tree')
  await expect(app.page.getByLabel('Negative prompt')).toHaveValue('fog')
  await expect(app.seed).toHaveValue('5')
  await expect(app.says('left out: Sampler: DPM adaptive.')).toBeVisible()
})

test('the form says when a setting has no effect', async ({ app }) => {
  await app.follow(plain.replace('guidance=4', 'guidance=1'))
  await unfold(app)
  await expect(app.says('Guidance is off at 1, so these have no effect.')).toBeVisible()
  await app.page.getByLabel('Sampler', { exact: true }).selectOption('ddim_cfgpp')
  await expect(app.says('DDIM CFG++ divides guidance by 12.5: 1 acts as 0.08.')).toBeVisible()
  await expect(app.says('Guidance is off at 1, so these have no effect.')).toBeHidden()
})

interface Fields { strength: Locator; variationSeed: Locator; rescale: Locator; dot: (part: string) => Locator }

/** Opens Advanced and what is folded inside it, where the test before has not. */
async function unfold({ page }: App): Promise<Fields> {
  const summary = (part: string) => page.locator('summary').filter({ hasText: part })
  for (const part of ['Advanced', 'Seed variations', 'Guidance extras']) {
    if ((await page.locator('details[open] > summary').filter({ hasText: part }).count()) === 0) await summary(part).click()
  }
  return {
    strength: page.getByRole('spinbutton', { name: 'Variation strength' }),
    variationSeed: page.getByRole('textbox', { name: 'Variation seed' }),
    rescale: page.getByRole('spinbutton', { name: 'Rescale φ' }),
    dot: (part) => summary(part).getByRole('img', { name: 'changed' }),
  }
}

/** Presses Generate and downloads the file. */
async function develop({ page, generateButton }: App): Promise<{ png: Buffer; infotext: string; pixels: string }> {
  const download = page.getByRole('link', { name: 'Download PNG' })
  const last = (await download.count()) > 0 ? await download.getAttribute('href') : ''
  await generateButton.click()
  await expect(download).toHaveAttribute('href', /^blob:/)
  await expect(download).not.toHaveAttribute('href', last ?? '')
  const [saved] = await Promise.all([page.waitForEvent('download'), download.click()])
  const png = readFileSync(await saved.path())
  const rgba = await page.evaluate(async (bytes) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(bytes), (char) => char.charCodeAt(0))]))
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
    context?.drawImage(bitmap, 0, 0)
    return [...(context?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? [])]
  }, png.toString('base64'))
  return { png, infotext: readPngText(png)['parameters'] ?? '', pixels: Buffer.from(rgba).toString('base64') }
}
