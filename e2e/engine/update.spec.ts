// A new version is deployed while the page is open: the person is asked, and nothing is reloaded behind their back.
import { appendFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '../fixtures'
import { serveStatically } from '../static-server'
import { writeTinyApp } from '../tiny-site'

// Cold: a service worker that nobody had before.
test('an update waits for the person', async ({ coldApp: app }) => {
  const site = await writeTinyApp()
  const host = await serveStatically(site, 'app')
  try {
    await app.openReady({ site: host.url })
    await app.page.evaluate(() => navigator.serviceWorker.ready)
    await app.prompt.fill('words that a reload would lose')

    appendFileSync(join(site, 'offline.sw.js'), '\n// the next version\n')
    await app.page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()))
    const reload = app.page.getByRole('button', { name: 'Reload', exact: true })
    await expect(reload).toBeVisible()
    await expect(app.prompt).toHaveValue('words that a reload would lose')

    const reloaded = app.page.waitForEvent('load')
    await reload.click()
    await reloaded
    await app.ready()
    const waiting = await app.page.evaluate(async () => (await navigator.serviceWorker.ready).waiting)
    expect(waiting).toBeNull()
  } finally {
    host.close()
    rmSync(site, { recursive: true })
  }
})
