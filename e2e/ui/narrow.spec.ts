// Does every room fit a narrow phone, in both languages? From the smallest that is sold to a large one.
import type { Page } from '@playwright/test'
import { expect, test } from '../fixtures'

// The model that comes with the app: its words are the ones that most people see.
test.use({ model: 'pictograms' })

const widths = Array.from({ length: 11 }, (_, at) => 320 + 8 * at)

/** What is wider than the page, by width. */
async function tooWide(page: Page, name: string): Promise<string[]> {
  const wide: string[] = []
  for (const width of widths) {
    await page.setViewportSize({ width, height: 760 })
    const found = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement
      if (scrollWidth <= clientWidth) return null
      const out = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > clientWidth + 0.5)
      return `${scrollWidth - clientWidth} px: ${out.slice(0, 4).map(({ tagName, className }) => `${tagName}.${String(className)}`).join(' ')}`
    })
    if (found) wide.push(`${name} ${width}: ${found}`)
  }
  return wide
}

test('no sideways scrolling from 320 to 400 px in any room and language', async ({ app }) => {
  const language = app.page.getByRole('button', { name: /^(中文|English)/ })
  const wide: string[] = []
  for (const spoken of ['en', 'zh']) {
    if ((await app.page.evaluate(() => document.documentElement.lang)) !== spoken) await language.click()
    for (const room of ['studio', 'compare', 'models']) {
      await app.follow(`#/${room}`)
      await expect(app.page.locator(`main.room.${room}`).locator('> *').first()).toBeVisible()
      wide.push(...await tooWide(app.page, `${room} ${spoken}`))
    }
  }
  await language.click()
  expect(wide).toEqual([])
})

test('nor on the rescue page, whatever is remembered', async ({ coldApp: app, expectError }) => {
  // A picture in the page's place asks for the site's icon.
  expectError(/404/)
  const wide: string[] = []
  for (const spoken of ['en', 'zh']) {
    await app.page.goto('./icon.svg')
    await app.page.evaluate((language) => {
      localStorage.setItem('darkroom.language', language)
      localStorage.setItem('darkroom.licences', `model ${'a-name-without-any-space'.repeat(20)}`)
    }, spoken)
    await app.page.goto('./#/rescue')
    await expect(app.page.getByRole('heading').first()).toBeVisible()
    await expect(app.page.getByText('darkroom.licences').first()).toBeVisible()
    wide.push(...await tooWide(app.page, `rescue ${spoken}`))
  }
  expect(wide).toEqual([])
})
