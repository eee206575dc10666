// The content security policy in a browser: nothing of the app breaks it, it rules in the worker as well, nobody else frames the app, and a
// visit asks no other origin for anything.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { headersWith, policyIn } from '../../workers/offline/page-headers'
import { expect, test } from '../fixtures'

test.use({ model: 'tiny' })

/** What page and workers report from now on. */
async function watchViolations(page: Page): Promise<string[]> {
  const seen: string[] = []
  await page.exposeFunction('reportViolation', (what: string) => seen.push(what))
  await page.addInitScript(() => {
    const { reportViolation } = window as unknown as { reportViolation: (what: string) => void }
    addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) => reportViolation(`page: ${effectiveDirective} ${blockedURI} ${sample}`))
  })
  return seen
}

// Cold: a first visit is the question, and the service worker's answers are part of it.
test('a walk through every room breaks no rule and contacts one origin', async ({ coldApp: app, context, baseURL }) => {
  const origins = new Set<string>()
  context.on('request', (request) => { if (!request.url().startsWith('blob:')) origins.add(new URL(request.url()).origin) })
  const violations = await watchViolations(app.page)
  await app.openReady()
  await app.generate()
  await expect(app.picture).toBeVisible()
  for (const room of ['compare', 'models', 'rescue']) {
    await app.page.evaluate((name) => { location.hash = `#/${name}` }, room)
    await expect(room === 'rescue' ? app.page.locator('main.rescue') : app.page.locator(`main.${room} > *`).first()).toBeVisible()
  }
  expect(violations).toEqual([])
  expect([...origins]).toEqual([new URL(baseURL!).origin])
})

test('server and service worker send the headers, with the policy that the page states', async ({ coldApp: app }) => {
  await app.open()
  const answered = () => app.page.evaluate(async () => {
    const [script] = [...document.scripts].filter(({ src }) => src !== '')
    const [page, file] = await Promise.all([fetch('./index.html'), fetch(script!.src)])
    return { html: await page.text(), headers: [page, file].map((response) => Object.fromEntries(response.headers)) }
  })
  const expectHeaders = async () => {
    const { html, headers } = await answered()
    const policy = policyIn(html)
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'/)
    const expected = Object.fromEntries(Object.entries(headersWith(policy)).map(([name, value]) => [name.toLowerCase(), value]))
    for (const sent of headers) expect(sent).toMatchObject(expected)
  }
  await expectHeaders()
  await expect.poll(() => app.page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated')
  await expectHeaders()
})

test('the policy rules in the engine\'s thread: a script and an address from elsewhere are refused', async ({ app, expectError }) => {
  expectError(/Content Security Policy|TrustedScriptURL|violates/, /elsewhere\.test/)
  const [engine] = app.page.workers()
  const refused = await engine!.evaluate(async () => {
    const broken: string[] = []
    addEventListener('securitypolicyviolation', ({ effectiveDirective }) => broken.push(effectiveDirective))
    await fetch('http://elsewhere.test/model.onnx').catch(() => undefined)
    await import('https://elsewhere.test/script.js' as string).catch(() => undefined)
    const started = (() => {
      try {
        new Worker('https://elsewhere.test/script.js').terminate()
        return true
      } catch {
        return false
      }
    })()
    await new Promise((resolve) => { setTimeout(resolve, 1000) })
    return { broken, started }
  })
  expect(refused.started).toBe(false)
  expect(refused.broken).toEqual(expect.arrayContaining(['connect-src', 'script-src-elem']))
})

test('another origin\'s page cannot frame the app', async ({ coldApp: app, baseURL, expectError }) => {
  expectError(/frame-ancestors/, /ERR_BLOCKED_BY_RESPONSE/)
  const server = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(`<!doctype html><iframe src="${baseURL}"></iframe>`)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  try {
    const { port } = server.address() as AddressInfo
    // Another name of this machine is another origin.
    await app.page.goto(`http://localhost:${port}/`)
    await expect.poll(() => app.page.frames()[1]?.url(), { timeout: 15_000 }).toBe('chrome-error://chromewebdata/')
    await expect(app.page.frameLocator('iframe').locator('#app')).toHaveCount(0)
  } finally {
    server.close()
  }
})
