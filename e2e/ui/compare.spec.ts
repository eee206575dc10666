// Does the room of comparisons make the same seed through every cell, label it, stop when asked, and save what it shows?
import { readFile } from 'node:fs/promises'
import { readPngText } from '../../src/core/png'
import { expect, fingerprint, test } from '../fixtures'
import type { App } from '../fixtures'

const shared = { prompt: 'a red fish', negative: '', schedule: 'automatic', guidance: 1, seed: 7, width: 128, height: 128 }
const twoByTwo = { x: { kind: 'sampler', text: 'euler,ddim' }, y: { kind: 'steps', text: '2-3' } } as const

const compare = (app: App) => app.page.evaluate((spec) => window.darkroom.compare(spec), { ...shared, ...twoByTwo })

// First: presets are offered while nothing has been compared.
test('an axis, a preset and a cell, by hand', async ({ app }) => {
  await app.follow('#prompt=a+red+fish&steps=2&guidance=1&sampler=euler&schedule=automatic')
  await app.page.getByRole('link', { name: 'Compare', exact: true }).click()
  await app.page.getByRole('button', { name: 'Steps 2 to 20' }).click()
  const values = app.page.getByLabel('Values of the X axis')
  await expect(values).toHaveValue('2, 4, 8, 12, 20')
  await values.fill('0-4')
  await expect(app.alert).toHaveText('0 is outside 1 to 150.')
  await expect(app.page.getByRole('button', { name: 'Compare', exact: true })).toHaveAttribute('aria-disabled', 'true')
  await values.fill('1-3 (+2)')
  await app.page.getByRole('button', { name: /^Compare 2 pictures/ }).click()
  await expect(app.says(/^2 pictures in /)).toBeVisible()

  const seed = new URL(app.page.url()).hash.match(/seed=(\d+)/)?.[1]
  await app.page.getByRole('grid').getByRole('button').first().focus()
  await app.page.keyboard.press('ArrowRight')
  await app.page.keyboard.press('Enter')
  await expect(app.picture).toBeVisible()
  await expect(app.page.getByRole('spinbutton', { name: 'Steps' })).toHaveValue('3')
  await expect(app.seed).toHaveValue(seed ?? 'none')
  // Back is where the grid is, as it was.
  await app.page.goBack()
  await expect(app.page.getByRole('grid').getByRole('button')).toHaveCount(2)
})

test('a sampler that an address names and nobody knows is named and can be taken away', async ({ app }) => {
  await app.follow('#/compare?x=sampler:euler,nosuch&prompt=a+red+fish')
  await expect(app.alert).toHaveText('There is no “nosuch” here. Take it away, or choose another.')
  const strange = app.page.getByRole('checkbox', { name: 'nosuch' })
  await expect(strange).toBeChecked()
  await strange.click() // it goes away with its tick
  await expect(app.alert).toBeHidden()
  await expect(app.page.getByRole('button', { name: /^Compare 1 picture/ })).toBeVisible()
})

test('two samplers by two step counts: four pictures of one seed, labelled and timed', async ({ app }) => {
  const { seed, cells } = await compare(app)
  expect(seed).toBe(7)
  expect(cells.map(({ values }) => [values?.sampler, values?.steps, values?.seed])).toEqual([['euler', 2, 7], ['ddim', 2, 7], ['euler', 3, 7], ['ddim', 3, 7]])
  expect(cells.map(({ stepMs }) => stepMs.length)).toEqual([2, 2, 3, 3])
  expect(new Set(cells.map(({ rgba }) => rgba)).size).toBe(4)

  const grid = app.page.getByRole('grid', { name: 'Comparison of Sampler and Steps' })
  await expect(grid.getByRole('columnheader')).toHaveText(['Euler', 'DDIM'])
  await expect(grid.getByRole('rowheader')).toHaveText(['2 steps', '3 steps'])
  await expect(grid.locator('img')).toHaveCount(4)
  await expect(grid.getByRole('button', { name: /^DDIM, 3 steps: .+ms\/step$/ })).toBeVisible()

  // A cell is the very picture that the studio makes of its settings.
  const alone = await app.generate({ ...shared, sampler: 'ddim', steps: 3 })
  expect(fingerprint(alone)).toBe(fingerprint({ ...alone, rgba: cells[3]?.rgba ?? '' }))
})

test('cancel keeps the finished cells and the rest can follow', async ({ app }) => {
  // What the page reads of canvases: never one that it handed over, which stops Firefox for seconds.
  await app.page.evaluate(() => {
    const { drawImage } = CanvasRenderingContext2D.prototype
    CanvasRenderingContext2D.prototype.drawImage = function (this: CanvasRenderingContext2D, ...args: Parameters<typeof drawImage>) {
      if (args[0] instanceof HTMLCanvasElement) console.error('the page reads a canvas')
      drawImage.apply(this, args)
    } as typeof drawImage
  })
  await app.page.evaluate((spec) => void window.darkroom.compare(spec), { ...shared, width: 512, height: 512, sampler: 'euler', x: { kind: 'steps', text: '1, 150, 2' } as const })
  await expect(app.page.getByRole('main').getByText(/^step \d+ of 150$/)).toBeVisible()
  // The running cell shows what the engine draws.
  const live = app.page.getByRole('grid').locator('canvas')
  await expect.poll(() => live.evaluate((canvas: HTMLCanvasElement) => canvas.width)).toBeGreaterThan(1)
  const look = () => live.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())
  const before = await look()
  await expect.poll(look).not.toBe(before)
  await app.page.keyboard.press('Escape')
  await expect(app.says('Stopped after 1 of 3')).toBeVisible()
  await expect(app.page.getByRole('grid').locator('img')).toHaveCount(1)
  await expect(app.page.getByRole('button', { name: 'Make the other 2' })).toBeEnabled()
  await expect(app.alert).toHaveCount(0)
  expect((await app.generate()).steps).toHaveLength(2)
})

test('a link reopens the comparison', async ({ app }) => {
  await compare(app)
  const { hash } = new URL(app.page.url())
  await app.follow()
  await expect(app.page.getByLabel('What the X axis varies')).toBeHidden()
  await app.follow(hash)
  await expect(app.page.getByLabel('What the X axis varies')).toHaveValue('sampler')
  await expect(app.page.getByLabel('Values of the Y axis')).toHaveValue('2-3')
  await expect(app.seed).toHaveValue('7')
  await expect(app.page.getByRole('button', { name: /^Compare 4 pictures/ })).toBeVisible()
})

test('the grid is saved as one PNG that says what it is', async ({ app }) => {
  await compare(app)
  const saving = app.page.waitForEvent('download')
  await app.page.getByRole('button', { name: 'Save as PNG' }).click()
  const file = await saving
  expect(file.suggestedFilename()).toBe('darkroom-grid-7.png')
  const png = await readFile(await file.path())
  // Two pictures of 128 pixels, doubled, side by side with their labels and margins.
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  expect(width).toBeGreaterThan(2 * 256)
  expect(width).toBeLessThan(2 * 256 + 300)
  expect(height).toBeGreaterThan(2 * 256)
  expect(height).toBeLessThan(2 * 256 + 300)
  const { parameters } = readPngText(png)
  expect(parameters).toMatch(/^a red fish\nSteps: /)
  expect(parameters).toContain('Seed: 7')
  expect(parameters).toContain('Script: X/Y/Z plot, X Type: Sampler, X Values: "Euler, DDIM", Y Type: Steps, Y Values: "2, 3"')
})
