// What was remembered is damaged: the app starts all the same and says so, and the rescue page forgets single entries, engine or none.
import type { Page } from '@playwright/test'
import { expect, test } from '../fixtures'

test.use({ serviceWorkers: 'block', model: 'tiny' })

/** Puts a value into a database of the page, which no page has opened yet. */
function put(page: Page, database: string, store: string | null, entries: [string | number | number[], unknown][] = []) {
  return page.evaluate(async ([name, holder, values]) => {
    const request = indexedDB.open(name)
    if (holder) request.addEventListener('upgradeneeded', () => request.result.createObjectStore(holder))
    await new Promise((resolve) => { request.addEventListener('success', resolve) })
    if (holder) {
      const transaction = request.result.transaction(holder, 'readwrite')
      for (const [key, value] of values) transaction.objectStore(holder).put(value, key)
      await new Promise((resolve) => { transaction.addEventListener('complete', resolve) })
    }
    request.result.close()
  }, [database, store, entries] as const)
}

// Cold: what a profile holds before its first visit is the question.
test('bad records, foreign keys, settings that make no sense and a database without its store do not stop the start', async ({ coldApp: app, expectError }) => {
  // A picture in the page's place, and the page's own work cut short by reloads.
  expectError(/404|ERR_ABORTED/)
  await app.page.goto('./icon.svg')
  await app.page.evaluate(() => {
    localStorage.setItem('darkroom.theme', 'sepia')
    localStorage.setItem('darkroom.precision', '{}')
  })
  await put(app.page, 'darkroom-library', 'records', [['hub:', 5], ['model:my.a', { id: 'my.a', files: 'none' }], [7, 'foreign'], ['completed:tiny', null]])
  await put(app.page, 'darkroom-models', 'parts', [[[1], 'foreign'], [`file:${'ab'.repeat(32)}`, { path: 'a', bytes: 5 }]])
  await put(app.page, 'darkroom-queue', null)
  await app.openReady()
  await app.generate()
  const note = app.page.getByRole('status').filter({ hasText: 'cannot be read' })
  await expect(note).toContainText('darkroom.theme, darkroom.precision')
  await expect(note).toContainText('hub:')

  await note.getByRole('link', { name: 'Look at what is remembered' }).click()
  const forget = app.page.getByRole('button', { name: 'Forget hub:', exact: true })
  await forget.click()
  await expect(forget).toHaveCount(0)
  await expect(app.page.getByRole('button', { name: 'Forget number 7' })).toBeVisible()
  await app.page.getByRole('button', { name: 'Clear all…' }).click()
  await app.page.getByRole('button', { name: 'Yes, clear all' }).click()
  await expect(app.page.getByText('Nothing is remembered.')).toBeVisible()
  await app.page.getByRole('button', { name: 'Back to Darkroom' }).click()
  await app.page.waitForFunction(() => 'darkroom' in window)
  await app.ready()
  await expect(note).toHaveCount(0)
})

test('an engine that cannot start offers the rescue page, which needs none', async ({ coldApp: app, expectError }) => {
  expectError(/diffusion\.worker|ERR_FAILED|Failed to load|ERR_ABORTED/)
  await app.page.context().route(/\/assets\/(diffusion\.worker|engine)-[^/]*\.js$/, (route) => route.abort())
  await app.open()
  await app.page.getByRole('link', { name: 'What is remembered here…' }).click()
  await expect(app.page.getByRole('heading', { name: 'What this browser remembers' })).toBeVisible()
  await app.page.getByRole('button', { name: 'Forget darkroom.instant: off' }).click()
  await expect(app.page.getByRole('button', { name: 'Forget darkroom.instant: off' })).toHaveCount(0)
})
