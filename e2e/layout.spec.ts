// Does the page fit? From a small phone to a wide screen, light and dark, before and after a picture.
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'

for (const { width, height, colorScheme } of [
  { width: 390, height: 844, colorScheme: 'light' },
  { width: 390, height: 844, colorScheme: 'dark' },
  { width: 1440, height: 900, colorScheme: 'dark' },
] as const) {
  test(`no sideways scrolling at ${width} px, ${colorScheme}`, async ({ app }, info) => {
    await app.page.setViewportSize({ width, height })
    await app.page.emulateMedia({ colorScheme })
    await app.openReady()
    await info.attach('before', { body: await app.page.screenshot({ fullPage: true }), contentType: 'image/png' })
    expect(await overflow(app.page)).toBe(0)

    await app.generate({ steps: 4, prompt: 'a-prompt-without-any-space-that-is-longer-than-a-phone-is-wide-and-then-some-more' })
    await expect(app.picture).toBeInViewport()
    await info.attach('after', { body: await app.page.screenshot({ fullPage: true }), contentType: 'image/png' })
    expect(await overflow(app.page)).toBe(0)
  })
}

/** Pixels by which the page is wider than its window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}
