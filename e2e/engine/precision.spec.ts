// Does each machine get the set of weights that suits it, and the person the one they choose?
import { filesOf } from '../../src/core/precision'
import { expect, psnr, test, watchNetwork } from '../fixtures'
import type { App } from '../fixtures'
import { manifest, onWasm } from '../model-files'

const runnable = manifest.precisions.filter(({ requires = [] }) => requires.length === 0)
const refused = manifest.precisions.filter(({ requires = [] }) => requires.length > 0)
const several = manifest.precisions.length > 1

const chosen = (app: App) => app.modelCard.getByText(/^Precision: /)
const radio = (app: App, name: string) => app.modelCard.getByRole('radio', { name: new RegExp(`^${name}\\b`) })

test('without a wish the first precision that runs here is loaded, and no file of another', async ({ coldApp: app, context }) => {
  // Cold: what the first start fetches.
  const network = watchNetwork(context, /\/models\/pictograms\//)
  const { model } = await app.openReady()
  expect(model.precision).toBe(onWasm.id)
  const fetched = (await network.urls()).map((url) => new URL(url).pathname.replace('/models/pictograms/', ''))
  expect(fetched.toSorted()).toEqual(filesOf(manifest, onWasm).map(({ path }) => path).toSorted())
})

test('every precision draws the picture that fp32 draws', async ({ app }) => {
  const pictures: Record<string, string> = {}
  for (const { id } of runnable) {
    const { model } = await app.openReady({ query: `?precision=${id}` })
    expect(model.precision).toBe(id)
    pictures[id] = (await app.generate({ steps: 4, guidance: 4 })).rgba
  }
  // Broken weights give noise, below 12 dB; how near each comes is measured over 50 prompts when the model is exported.
  for (const { id } of runnable) expect(psnr(pictures[id]!, pictures['fp32']!), id).toBeGreaterThan(20)
})

test('a wish that cannot be had here is passed over, with a word about it', async ({ app, expectError }) => {
  // The page is left while its model is still on the way.
  expectError(/net::ERR_ABORTED/)
  for (const { id } of refused) {
    await app.open({ query: `?precision=${id}` })
    await expect(app.modelCard.getByText(`${id} was chosen before and cannot run here, so ${onWasm.id} is used.`)).toBeVisible()
  }
  expect((await app.ready()).model.precision).toBe(onWasm.id)
  // One that no model has is somebody's slip of the keyboard: nothing is said.
  expect((await app.openReady({ query: '?precision=nonsense' })).model.precision).toBe(onWasm.id)
  await expect(app.modelCard.getByText(/cannot run here/)).toHaveCount(0)
})

test('the card offers the precisions, by keyboard too, and remembers the choice', async ({ coldApp: app }) => {
  // Cold: at an address that wishes for nothing, and everything that is stored is counted at the end.
  await app.openReady()
  await expect(chosen(app)).toHaveCount(several ? 1 : 0)
  if (!several) return
  await chosen(app).focus()
  await app.page.keyboard.press('Enter')
  await expect(radio(app, 'Automatic')).toBeChecked()
  for (const { id } of refused) {
    await expect(radio(app, id)).toBeDisabled()
    await expect(radio(app, id)).toHaveAccessibleName(/Needs WebGPU/)
  }
  // The arrow keys pass over those.
  await radio(app, 'Automatic').focus()
  await app.page.keyboard.press('ArrowDown')
  await expect(radio(app, runnable[0]!.id)).toBeFocused()
  await expect(radio(app, runnable[0]!.id)).toBeChecked()

  const other = runnable.at(1)!
  await radio(app, other.id).check()
  await expect(chosen(app)).toHaveText(`Precision: ${other.id}`)
  expect((await app.ready()).model.precision).toBe(other.id)
  await app.page.reload()
  expect((await app.ready()).model.precision).toBe(other.id)

  await chosen(app).click()
  await radio(app, 'Automatic').check()
  await expect(chosen(app)).toHaveText(`Precision: ${onWasm.id}`)
  expect((await app.ready()).model).toMatchObject({ precision: onWasm.id, source: 'cache' })

  // Removing the model removes what is stored of every precision.
  await app.modelCard.getByRole('button', { name: 'Remove from this browser' }).click()
  await expect(app.modelCard.getByRole('button', { name: /^Download / })).toBeVisible()
  const [entry] = await app.page.evaluate(() => window.darkroom.engine.library())
  expect([entry?.storedBytes, entry?.otherBytes]).toEqual([0, 0])
})
