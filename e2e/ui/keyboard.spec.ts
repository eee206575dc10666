// Everything a mouse can do to make, stop and review a picture, with keys alone.
import type { Page } from '@playwright/test'
import { expect, test } from '../fixtures'

test('Ctrl+Enter makes a picture from inside the prompt, Escape stops it', async ({ app }) => {
  await app.follow('#steps=150&guidance=1&sampler=euler&size=512x512')
  await app.prompt.focus()
  await app.page.keyboard.type('a green tree')
  await app.page.keyboard.press('Control+Enter')
  await expect(app.says(/^Step \d+ of 150/)).toBeVisible()
  await app.page.keyboard.press('Escape')
  await expect(app.says(/^Cancelled after step \d+ of 150/)).toBeVisible()
  await expect(app.prompt).toHaveValue('a green tree')
})

test('arrows walk along the strip and change the picture on the easel', async ({ app }) => {
  await app.generate({ steps: 4 })
  await expect(app.strip).toHaveAttribute('aria-valuetext', 'Finished picture')
  await app.strip.focus()
  await app.page.keyboard.press('Home')
  await expect(app.strip).toHaveAttribute('aria-valuetext', /^Step 1 of 4, σ /)
  await app.page.keyboard.press('ArrowRight')
  await expect(app.strip).toHaveAttribute('aria-valuenow', '2')
  await app.page.keyboard.press('End')
  await expect(app.strip).toHaveAttribute('aria-valuenow', '4')
  await app.page.keyboard.press('ArrowLeft')
  await expect(app.strip).toHaveAttribute('aria-valuenow', '3')
  await app.page.keyboard.press('Escape')
  await expect(app.strip).toHaveAttribute('aria-valuetext', 'Finished picture')
})

test('a step on the strip is shown on the easel', async ({ app }) => {
  await app.generate({ steps: 4 })
  const finished = await easel(app.page)
  await app.strip.focus()
  await app.page.keyboard.press('Home')
  await expect.poll(() => easel(app.page)).not.toBe(finished)
  await app.page.keyboard.press('Escape')
  await expect.poll(() => easel(app.page)).toBe(finished)
})

/** The pixels on the easel now, as a string. */
function easel(page: Page): Promise<string> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('canvas.easel-canvas')
    if (!canvas) throw new Error('no easel')
    const copy = document.createElement('canvas')
    copy.width = copy.height = 32
    copy.getContext('2d')?.drawImage(canvas, 0, 0, 32, 32)
    return copy.toDataURL()
  })
}
