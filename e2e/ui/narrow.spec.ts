// Does every room fit a narrow phone, in both languages? From the smallest that is sold to a large one.
import { expect, test } from '../fixtures'

// The model that comes with the app: its words are the ones that most people see.
test.use({ model: 'pictograms' })

const widths = Array.from({ length: 11 }, (_, at) => 320 + 8 * at)

test('no sideways scrolling from 320 to 400 px in any room and language', async ({ app }) => {
  const language = app.page.getByRole('button', { name: /^(中文|English)/ })
  const wide: string[] = []
  for (const spoken of ['en', 'zh']) {
    if ((await app.page.evaluate(() => document.documentElement.lang)) !== spoken) await language.click()
    for (const room of ['studio', 'compare', 'models']) {
      await app.follow(`#/${room}`)
      await expect(app.page.locator(`main.room.${room}`).locator('> *').first()).toBeVisible()
      for (const width of widths) {
        await app.page.setViewportSize({ width, height: 760 })
        const found = await app.page.evaluate(() => {
          const { scrollWidth, clientWidth } = document.documentElement
          if (scrollWidth <= clientWidth) return null
          const out = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > clientWidth + 0.5)
          return `${scrollWidth - clientWidth} px: ${out.slice(0, 4).map(({ tagName, className }) => `${tagName}.${String(className)}`).join(' ')}`
        })
        if (found) wide.push(`${room} ${spoken} ${width}: ${found}`)
      }
    }
  }
  await language.click()
  expect(wide).toEqual([])
})
