// Whose code is in the build, and is every one of them named in THIRD-PARTY-NOTICES.txt? Asked of source maps, which the notices are not made from.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { expect, test } from '../fixtures'

const root = join(import.meta.dirname, '..', '..')
const noticesName = 'THIRD-PARTY-NOTICES.txt'
test.use({ model: 'tiny' })

test('every package whose code is in the build is named, with its licence', async () => {
  const outDir = mkdtempSync(join(tmpdir(), 'darkroom-notices-'))
  try {
    await build({ root, logLevel: 'silent', build: { outDir, sourcemap: true, copyPublicDir: false } })
    const maps = readdirSync(outDir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.map'))
    const sources = maps.flatMap((name) => (JSON.parse(readFileSync(join(outDir, name), 'utf8')) as { sources: string[] }).sources)
    const packages = new Set(sources.flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1] ?? []))
    expect([...packages]).toEqual(expect.arrayContaining(['preact', 'comlink', 'hash-wasm', 'idb-keyval', 'onnxruntime-web', 'workbox-precaching', 'workbox-window', '@huggingface/tokenizers']))
    const notices = readFileSync(join(outDir, noticesName), 'utf8')
    const named = new Set([...notices.matchAll(/^(\S+) \d+\.\d+\.\d+\S* \([^)]+\)/gm)].map(([, name]) => name))
    expect([...packages].filter((name) => !named.has(name))).toEqual([])
    expect(notices).toMatch(/microsoft\/onnxruntime\/blob\/v\d+\.\d+\.\d+\/ThirdPartyNotices\.txt/)
    expect(notices).toMatch(/Copyright \(c\) 2015-present Jason Miller/)
  } finally {
    rmSync(outDir, { recursive: true })
  }
})

test('the page leads to them, in both languages and without a network', async ({ coldApp: app, context, expectError }) => {
  expectError(/ERR_INTERNET_DISCONNECTED/)
  await app.open({ hash: '#/models' })
  const link = app.page.getByRole('link', { name: 'Licences of the software used here' })
  await expect(link).toBeVisible()
  await app.page.getByRole('button', { name: /中文/ }).click()
  await expect(app.page.getByRole('link', { name: '所用软件的许可证' })).toBeVisible()
  await app.page.evaluate(async () => void (await navigator.serviceWorker.ready))
  await context.setOffline(true)
  const opened = context.waitForEvent('page')
  await app.page.getByRole('link', { name: '所用软件的许可证' }).click()
  await expect((await opened).locator('body')).toContainText('Darkroom contains the following software of others.')
})
