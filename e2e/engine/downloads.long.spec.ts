// The storm of faults at full length, and what is left of a download without its server: there the browser's own count of what is
// stored is waited for, which takes it half a minute.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toRequest } from '../../src/core/request/form-values'
import { ballastBytes, calledReady, expectedErrors, meetFaults, visit } from '../fault-storm'
import { serveFaultily } from '../faulty-server'
import { App, expect, test } from '../fixtures'
import { serveAppWith, servedModel } from '../served-model'

// What a service worker stores would count as the model's.
test.use({ serviceWorkers: 'block' })

// Cold: a storage of its own.
test('a hundred random faults: no wrong file is ever called ready, and what can be recovered is', async ({ coldApp, expectError }) => {
  expectError(...expectedErrors)
  await meetFaults(coldApp, 100)
})

test('a downloaded model outlives its server, and its room comes back when it is removed', async ({ playwright, launchOptions, backend }) => {
  // A profile on the disk: where nothing is meant to last, Chromium keeps what is stored in memory and counts only a part of it.
  const profile = mkdtempSync(join(tmpdir(), 'darkroom-profile-'))
  const context = await playwright.chromium.launchPersistentContext(profile, { ...launchOptions, serviceWorkers: 'block' })
  const page = await context.newPage()
  const app = new App(page, backend)
  const model = await servedModel('tiny', ballastBytes, () => false)
  const server = await serveFaultily(model.files)
  const site = await serveAppWith(model.manifest, server.url)
  const used = () => page.evaluate(async () => (await window.darkroom.engine.storage()).usedBytes)
  try {
    await app.open({ site: site.url })
    expect(await visit(page)).toMatchObject({ code: 'ready', source: 'network' })
    server.close()
    await app.open({ site: site.url })
    expect(await calledReady(page)).toBe(true)
    expect(await visit(page)).toMatchObject({ code: 'ready', source: 'cache' })
    const { width, height } = model.manifest.size
    const request = toRequest({ model: 'tiny', prompt: 'a red fish', negative: '', steps: 2, guidance: 1, sampler: 'euler', schedule: 'automatic', seed: null, rng: 'cpu', width, height }, 7)
    const bytes = await page.evaluate(async (asked) => (await window.darkroom.engine.submit({ id: 'offline', request: asked, show: { preview: 'none', keepSteps: false } }, () => {})).png.size, request)
    expect(bytes).toBeGreaterThan(0)

    // The browser counts, and sweeps removed files away, in its own time.
    await expect.poll(used).toBeGreaterThan(ballastBytes)
    await page.evaluate(() => window.darkroom.engine.remove('tiny'))
    expect(await calledReady(page)).toBe(false)
    await expect.poll(used).toBeLessThan(ballastBytes / 10)
  } finally {
    await context.close()
    server.close()
    site.close()
    rmSync(profile, { recursive: true, force: true })
  }
})
