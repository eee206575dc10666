// Stock Firefox over WebDriver BiDi, which it speaks by itself. Playwright drives a Firefox of its own build only.
import { launch } from 'puppeteer-core'
import { patienceMs, within } from './stock-browser'
import type { StockBrowser } from './stock-browser'

export async function startFirefox(executablePath: string): Promise<StockBrowser> {
  const browser = await launch({ browser: 'firefox', executablePath, headless: true, timeout: patienceMs, protocolTimeout: patienceMs })
  const page = await browser.newPage()
  const waiting = { timeout: patienceMs }
  return {
    open: async (url) => void (await page.goto(url, waiting)),
    reload: async () => void (await page.reload(waiting)),
    evaluate: (expression, ms) => within(ms, 'Firefox', page.evaluate(expression)),
    close: () => within(patienceMs, 'closing Firefox', browser.close()),
  }
}
