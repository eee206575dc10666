// The library of models as a person uses it: looking a folder over, wrong input, the keyboard, and the fit on a phone.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '../fixtures'
import { addFolder, openLibrary } from '../library-page'

const tiny = join(import.meta.dirname, '..', '..', 'tests', 'golden', 'layouts', 'sd-optimum-taesd')

test('a folder without a model says what is missing, and nothing can be added', async ({ app }) => {
  const folder = mkdtempSync(join(tmpdir(), 'darkroom-empty-'))
  writeFileSync(join(folder, 'holiday.txt'), 'no model at all')
  const library = await openLibrary(app)
  await addFolder(library, folder)
  await expect(library.getByRole('alert')).toContainText('It cannot be added')
  await expect(library.getByRole('button', { name: 'Add to the list' })).toHaveCount(0)
  await library.getByRole('button', { name: 'Never mind' }).click()
  await expect(library.getByRole('alert')).toHaveCount(0)
  rmSync(folder, { recursive: true })
})

test('a folder dropped on the page is the same as picked', async ({ app }) => {
  const library = await openLibrary(app)
  const drop = await app.page.evaluateHandle(() => {
    const transfer = new DataTransfer()
    transfer.items.add(new File(['{}'], 'model_index.json'))
    return transfer
  })
  await library.getByRole('region', { name: 'Add a model' }).dispatchEvent('drop', { dataTransfer: drop })
  await expect(library.getByRole('alert')).toContainText('It cannot be added')
})

test('what is typed and is no address is told so; an address that answers nothing too', async ({ app, expectError }) => {
  expectError(/status of 404/, /net::ERR_/)
  const library = await openLibrary(app)
  const look = async (typed: string) => {
    await library.getByLabel('Hugging Face name or address').fill(typed)
    await library.getByRole('button', { name: 'Look', exact: true }).click()
  }
  await look('a red fish')
  await expect(library.getByRole('alert')).toContainText('This is no address of a model.')
  await look(new URL('nothing-here/', app.page.url()).href)
  await expect(library.getByRole('alert')).toContainText('It cannot be added')
})

test('a mirror of the hub is remembered; what is no address is refused', async ({ app }) => {
  const library = await openLibrary(app)
  await library.getByText('Where models are downloaded from').click()
  const field = library.getByRole('textbox', { name: 'Where models are downloaded from' })
  await field.fill('https://mirror.example/hub/')
  await field.press('Enter')
  await expect(field).toHaveValue('https://mirror.example/hub')
  for (const wrong of ['not an address', 'https://hf-mirror.com:443000', 'http://[', 'https://%']) {
    await field.fill(wrong)
    await field.press('Enter')
    await expect(library.getByText('This is no address of a hub')).toBeVisible()
    await expect(field).toHaveValue('https://mirror.example/hub')
  }
  await library.getByRole('button', { name: 'Use huggingface.co' }).click()
  await expect(field).toHaveValue('https://huggingface.co')
})

// Cold: what is remembered is read when the worker starts.
test('a remembered mirror that cannot be read is passed over, with a note', async ({ coldApp: app }) => {
  await app.openReady()
  // An earlier version took it and started no more.
  await app.page.evaluate(() => new Promise<void>((resolve) => {
    const opening = indexedDB.open('darkroom-library')
    opening.onsuccess = () => {
      const writing = opening.result.transaction('records', 'readwrite')
      writing.objectStore('records').put('https://hf-mirror.com:443000', 'hub:')
      writing.oncomplete = () => resolve()
    }
  }))
  await app.page.reload()
  await app.ready()
  const library = await openLibrary(app)
  await expect(library.getByText('https://hf-mirror.com:443000, cannot be read')).toBeVisible()
  await library.getByText('Where models are downloaded from').click()
  const field = library.getByRole('textbox', { name: 'Where models are downloaded from' })
  await expect(field).toHaveValue('https://huggingface.co')
  await field.fill('https://mirror.example')
  await field.press('Enter')
  await expect(library.getByText('cannot be read')).toHaveCount(0)
})

test('the keyboard reaches it, and Back leaves it', async ({ app }) => {
  await app.follow()
  await app.modelCard.getByRole('button', { name: /All models/ }).focus()
  await app.page.keyboard.press('Enter')
  await expect(app.page.getByRole('region', { name: 'Models' })).toBeVisible()
  await expect(app.page).toHaveURL(/#\/models$/)
  await app.page.goBack()
  await expect(app.prompt).toBeVisible()
})

for (const language of ['en', 'zh'] as const) {
  test(`fits in ${language}`, async ({ app }, info) => {
    if (language === 'zh') await app.page.getByRole('button', { name: '中文' }).click()
    const library = await openLibrary(app)
    await library.getByLabel(/Choose a folder|选择文件夹/).setInputFiles(tiny)
    await expect(library.getByRole('button', { name: /Add to the list|加入列表/ })).toBeVisible()
    await library.getByText(/^(Details|详情)$/).first().click()
    for (const width of [390, 1440]) {
      await app.page.setViewportSize({ width, height: 844 })
      await info.attach(`library, ${width} px`, { body: await app.page.screenshot(), contentType: 'image/png' })
      expect(await library.evaluate((room) => room.scrollWidth - room.clientWidth), `${width} px`).toBe(0)
    }
    if (language === 'zh') await app.page.getByRole('button', { name: '切换到英文' }).click()
  })
}

for (const language of ['en', 'zh'] as const) {
  test(`what is said of memory is all seen in ${language}`, async ({ app }, info) => {
    if (language === 'zh') await app.page.getByRole('button', { name: '中文' }).click()
    const library = await openLibrary(app)
    await library.getByText(/^(Memory|内存)$/).first().click()
    await expect(library.getByRole('table').first()).toBeVisible()
    for (const width of [390, 1440]) {
      await app.page.setViewportSize({ width, height: 1400 })
      await info.attach(`memory, ${width} px`, { body: await app.page.screenshot(), contentType: 'image/png' })
      const wider = await library.evaluate((room) => [room, ...room.querySelectorAll('.memory, .memory-parts, .memory-ways')].map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth))
      expect(wider, `${width} px`).toEqual(wider.map(() => 0))
    }
    if (language === 'zh') await app.page.getByRole('button', { name: '切换到英文' }).click()
  })
}

test('what was found out about the machine can be read and copied, in both languages', async ({ app }) => {
  await app.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const library = await openLibrary(app)
  await library.getByText('What was found out about this machine').click()
  await expect(library.locator('pre')).toContainText('backend: wasm (no-adapter)')
  await library.getByRole('button', { name: 'Copy the report' }).click()
  await expect(library.getByText('Copied.')).toBeVisible()
  expect(await app.page.evaluate(() => navigator.clipboard.readText())).toMatch(/^Darkroom self-test\nbrowser: .+\nbackend: wasm/)
  const language = app.page.getByRole('button', { name: /^(中文|English)/ })
  await language.click()
  await expect(app.page.getByRole('button', { name: '复制报告' })).toBeVisible()
  await language.click()
})
