// Does the page fit? From a small phone to a wide screen, light and dark, before and after a picture.
import type { Page } from '@playwright/test'
import { expect, test } from '../fixtures'

const windows = [
  { width: 390, height: 844, colorScheme: 'light' },
  { width: 390, height: 844, colorScheme: 'dark' },
  { width: 1440, height: 900, colorScheme: 'dark' },
] as const

test('no sideways scrolling in any window, before and after a picture', async ({ app }, info) => {
  const look = async (when: string) => {
    for (const { width, height, colorScheme } of windows) {
      await app.page.setViewportSize({ width, height })
      await app.page.emulateMedia({ colorScheme })
      const title = `${when}, ${width} px, ${colorScheme}`
      await info.attach(title, { body: await app.page.screenshot({ fullPage: true }), contentType: 'image/png' })
      expect(await overflow(app.page), title).toBe(0)
      if (when === 'after') await expect(app.picture, title).toBeInViewport()
    }
  }
  await look('before')
  await app.generate({ steps: 4, prompt: 'a-prompt-without-any-space-that-is-longer-than-a-phone-is-wide-and-then-some-more' })
  await look('after')
})

test('the keys written on buttons can be read, light and dark', async ({ app }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await app.page.emulateMedia({ colorScheme })
    const contrasts = await app.page.evaluate(() => {
      const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!
      /** Linear light of a colour, whatever its notation. */
      const light = (colour: string) => {
        canvas.clearRect(0, 0, 1, 1)
        canvas.fillStyle = colour
        canvas.fillRect(0, 0, 1, 1)
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((byte) => (byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4))
        return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
      }
      const paper = (element: Element | null): string => {
        if (!element) return 'white'
        const { backgroundColor } = getComputedStyle(element)
        return /^rgba\(.*, 0\)$|^transparent$/.test(backgroundColor) ? paper(element.parentElement) : backgroundColor
      }
      return [...document.querySelectorAll('kbd')].map((key) => {
        const [ink, ground] = [light(getComputedStyle(key).color), light(paper(key))]
        return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05)
      })
    })
    expect(contrasts.length, colorScheme).toBeGreaterThan(0)
    for (const contrast of contrasts) expect(contrast, colorScheme).toBeGreaterThanOrEqual(4.5)
  }
  await app.page.emulateMedia({ colorScheme: null })
})

test('a picture made on a phone is brought into view', async ({ app }) => {
  await app.page.setViewportSize({ width: 390, height: 844 })
  await app.generate()
  await expect(app.picture).toBeInViewport()
})

test('the room of models fits a small phone', async ({ app }) => {
  await app.page.setViewportSize({ width: 360, height: 740 })
  await app.follow('#/models')
  await app.page.locator('main summary').first().waitFor()
  for (const summary of await app.page.locator('main summary').all()) await summary.click()
  expect(await overflow(app.page)).toBe(0)
})

/** Pixels by which the page is wider than its window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}
