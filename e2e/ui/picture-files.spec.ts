// Do files that are dropped, chosen or pasted fill the form, and does the page stay whatever they are?
import type { Page } from '@playwright/test'
import { exifBlock, jpegWith, unicode, webpOf } from '../../src/core/picture-settings/test-pictures'
import { expect, test } from '../fixtures'

const settingsOf = (words: string) => `${words}\nSteps: 3, Sampler: Euler, CFG scale: 2, Seed: 5, Size: 128x128`
const webp = (words: string) => Buffer.from(webpOf(exifBlock({ comment: unicode(settingsOf(words)) })))

test('a file dropped anywhere stays on the page: a sentence where it is no picture', async ({ app }) => {
  await app.follow('#/models')
  await dropFile(app.page, Buffer.from('words'), { name: 'a.txt', type: 'text/plain' })
  await expect(app.page.getByText('Settings can be read from PNG, JPEG and WebP pictures only.')).toBeVisible()
})

test('a JPEG dropped anywhere, and a WebP that is chosen or pasted, fill the form from their EXIF', async ({ app }) => {
  await app.follow('#/models')
  await dropFile(app.page, Buffer.from(jpegWith(settingsOf('一只狐狸 🦊'))), { name: 'a.jpg', type: 'image/jpeg' })
  await expect(app.prompt).toHaveValue('一只狐狸 🦊')
  await expect(app.seed).toHaveValue('5')

  await app.page.getByLabel('From a picture').and(app.page.locator('input')).setInputFiles({ name: 'a.webp', mimeType: 'image/webp', buffer: webp('a chosen fox') })
  await expect(app.prompt).toHaveValue('a chosen fox')

  await app.prompt.evaluate((field, base64) => {
    const data = new DataTransfer()
    data.items.add(new File([Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0))], 'a.webp', { type: 'image/webp' }))
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, webp('a pasted fox').toString('base64'))
  await expect(app.prompt).toHaveValue('a pasted fox')
})

/** Onto the page's header. */
async function dropFile(page: Page, bytes: Buffer, file: { name: string; type: string }): Promise<void> {
  await page.evaluate(({ base64, name, type }) => {
    const data = new DataTransfer()
    data.items.add(new File([Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0))], name, { type }))
    document.querySelector('header')?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
  }, { ...file, base64: bytes.toString('base64') })
}
