// The UNets beside the ordinary one: the x-ray shows what it looks at, the instant one draws while a person types.
import { defaultValues, toRequest } from '../../src/core/request/form-values'
import type { FormValues } from '../../src/core/request/fields'
import type { Job, Show } from '../../src/protocol/jobs'
import { expect, psnr, test, watchNetwork } from '../fixtures'
import type { App } from '../fixtures'
import { manifest, onWasm } from '../model-files'

const { xrayUnet, instantUnet } = onWasm.graphs
const form: FormValues = { ...defaultValues(manifest), prompt: 'a red circle above a blue square', steps: 3, guidance: 4, sampler: 'euler', schedule: 'karras' }

interface Asked extends Partial<Pick<FormValues, 'steps' | 'guidance'>>, Pick<Show, 'attention'> { network?: 'instant' }

let jobs = 0
const jobOf = ({ attention, network, ...more }: Asked): Job => ({
  id: `editions ${++jobs}`,
  request: { ...toRequest({ ...form, ...more }, 7), ...(network && { network }) },
  show: { preview: 'none', keepSteps: false, ...(attention && { attention }) },
})

/** Runs in the page and comes back as plain numbers. */
const xray = (app: App, more: Asked) =>
  app.page.evaluate(async (asked) => {
    const order: string[] = []
    /** Largest distance from 1 of a place's sum over all tokens, in any head of any layer. */
    let worstSum = 0
    /** Largest distance of a token map from the mean over the heads of the full-size layers. */
    let worstMean = 0
    const layers: string[] = []
    const { attention } = await window.darkroom.engine.submit(asked, (event) => {
      if (!['started', 'loading', 'loaded'].includes(event.type)) order.push(event.type)
      if (event.type !== 'attention') return
      const count = event.maps.length / (event.width * event.height)
      const mean = new Float32Array(event.maps.length)
      const full = (event.layers ?? []).filter(({ width }) => width === event.width)
      for (const { heads, tokens, values } of event.layers ?? []) {
        for (let row = 0; row < values.length; row += tokens) {
          const sum = values.subarray(row, row + tokens).reduce((total, value) => total + value, 0)
          worstSum = Math.max(worstSum, Math.abs(sum - 1))
        }
        layers.push(`${heads} ${tokens}`)
      }
      for (const { heads, width, height, tokens, values } of full) {
        for (let head = 0; head < heads; head++) for (let place = 0; place < width * height; place++) for (let token = 0; token < count; token++) {
          const at = token * width * height + place
          mean[at] = mean[at]! + values[(head * width * height + place) * tokens + token]! / heads / full.length
        }
      }
      if (full.length > 0) for (const [i, value] of event.maps.entries()) worstMean = Math.max(worstMean, Math.abs(value - mean[i]!))
    })
    return {
      order, worstSum, worstMean, layers,
      tokens: (attention?.tokens ?? []).map(({ start, end }) => asked.request.prompt.positive.slice(start, end)),
      size: attention && [attention.width, attention.height, attention.maps.length],
      range: attention && [Math.min(...attention.maps), Math.max(...attention.maps)],
    }
  }, jobOf(more))

test('the x-ray tells after every step where each word went, and draws the same picture', async ({ app }) => {
  if (!xrayUnet) {
    await expect(xray(app, { attention: 'tokens' })).rejects.toThrow('has no x-ray network')
    return
  }
  const network = watchNetwork(app.page.context(), /\/models\/pictograms\//)
  const { order, tokens, size, range, layers } = await xray(app, { attention: 'tokens' })
  expect(order).toEqual(['encoding', 'step', 'attention', 'step', 'attention', 'step', 'attention', 'decoding'])
  expect(tokens).toEqual(['', 'a', 'red', 'circle', 'above', 'a', 'blue', 'square', ''])
  expect(size).toEqual([16, 16, 9 * 16 * 16])
  expect(range?.[0]).toBeGreaterThanOrEqual(0)
  expect(range?.[1]).toBeLessThanOrEqual(1)
  expect(layers).toEqual([])
  // Its weights are those of the ordinary UNet, which are here.
  expect((await network.urls()).map((url) => new URL(url).pathname)).toEqual([`/models/pictograms/${xrayUnet.graph}`])

  const heads = await xray(app, { attention: 'heads', steps: 1 })
  expect(heads.layers.length).toBeGreaterThan(0)
  expect(heads.worstSum).toBeLessThan(1e-3)
  expect(heads.worstMean).toBeLessThan(1e-4)
  expect(await network.urls()).toHaveLength(1)

  const pixels = (more: Asked) => app.page.evaluate(async (asked) => {
    const { png } = await window.darkroom.engine.submit(asked, () => {})
    const bitmap = await createImageBitmap(png)
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!
    canvas.drawImage(bitmap, 0, 0)
    return btoa(Array.from(canvas.getImageData(0, 0, bitmap.width, bitmap.height).data, (byte) => String.fromCharCode(byte)).join(''))
  }, jobOf(more))
  expect(psnr(await pixels({}), await pixels({ attention: 'tokens' }))).toBeGreaterThan(50)
})

test('an ordinary run tells nothing of the kind', async ({ app }) => {
  const { order, size } = await xray(app, { steps: 2 })
  expect(order).toEqual(['encoding', 'step', 'step', 'decoding'])
  expect(size).toBeUndefined()
})

test('what no edition can do is refused', async ({ app }) => {
  await expect(xray(app, { network: 'instant' })).rejects.toThrow('without guidance, not with 4')
  await expect(xray(app, { network: 'instant', guidance: 1, attention: 'tokens' })).rejects.toThrow('Only the full network can be x-rayed')
})

const preview = (app: App, prompt: string) => app.page.getByRole('img', { name: `Instant preview: ${prompt}`, exact: true })
const toggle = (app: App) => app.page.getByRole('switch', { name: 'Instant preview' })

test.describe('instant previews', () => {
  test.use({ instant: true })

  test('words are drawn while they are typed, and Generate makes the picture', async ({ app }) => {
    await app.follow('#steps=2&guidance=1&sampler=euler')
    await expect(toggle(app)).toHaveCount(instantUnet ? 1 : 0)
    await app.prompt.fill('a yellow star')
    if (!instantUnet) return
    await expect(toggle(app)).toBeChecked()
    await expect(preview(app, 'a yellow star')).toBeVisible()
    await expect(app.says('Generate makes the picture itself')).toBeVisible()
    // No picture of the visit, no strip, no link, and nothing read out.
    await expect(app.strip).toHaveCount(0)
    await expect(app.page.getByRole('button', { name: 'Copy link' })).toHaveCount(0)
    await expect(app.page.getByText('Pictures of this visit gather here.')).toBeVisible()
    await expect(app.page.getByRole('status').filter({ hasText: /Step|Done|Reading/ })).toHaveCount(0)

    await app.generateButton.click()
    await expect(app.says(/^Done in /)).toBeVisible()
    await expect(app.picture).toHaveAccessibleName('Picture: a yellow star')
    await expect(preview(app, 'a yellow star')).toHaveCount(0)

    // Other words cover it, and Escape uncovers it.
    await app.prompt.fill('a blue moon')
    await expect(preview(app, 'a blue moon')).toBeVisible()
    await expect(app.strip).toBeHidden()
    await app.page.keyboard.press('Escape')
    await expect(app.picture).toHaveAccessibleName('Picture: a yellow star')
    await expect(app.strip).toBeVisible()
  })

  test('switched off it stays off', async ({ app }) => {
    if (!instantUnet) return
    await toggle(app).focus()
    await app.page.keyboard.press('Space')
    await expect(toggle(app)).not.toBeChecked()
    await app.page.reload()
    await app.ready()
    await expect(toggle(app)).not.toBeChecked()
    const network = watchNetwork(app.page.context(), new RegExp(instantUnet.graph))
    await app.prompt.fill('a yellow star')
    expect((await app.generate()).steps).toHaveLength(2)
    expect(await network.urls()).toEqual([])
  })
})

test('the manifest says the same of every precision’s editions', () => {
  // A precision without them would take lessons and previews away from whoever chooses it.
  for (const { id, graphs } of manifest.precisions) expect([id, Boolean(graphs.xrayUnet), Boolean(graphs.instantUnet)]).toEqual([id, Boolean(xrayUnet), Boolean(instantUnet)])
})
