// A new version is deployed while the page is open: the person is asked, and nothing is reloaded behind their back.
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '../fixtures'
import { serveStatically } from '../static-server'

test('an update waits for the person', async ({ coldApp: app }) => {
  const site = mkdtempSync(join(tmpdir(), 'darkroom-site-'))
  cpSync(join(import.meta.dirname, '..', '..', 'dist'), site, { recursive: true })
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
