// Does a person get a picture, step by step, and the same one again?
import { expect, fingerprint, test } from './fixtures'
import type { App } from './fixtures'

test('a typed prompt becomes a picture', async ({ app }) => {
  await app.openReady({ hash: '#steps=2&guidance=1&sampler=euler' })
  await app.prompt.fill('a yellow star')
  await app.seed.fill('3')
  await app.generateButton.click()
  await expect(app.says(/^Done in /)).toBeVisible({ timeout: 120_000 })
  await expect(app.picture).toBeVisible()
  await expect(app.picture).toHaveAccessibleName('Picture: a yellow star')
  await expect(app.says('seed 3')).toBeVisible()
})

test('every step arrives once, in order, with falling noise and its own frame in the strip', async ({ app }) => {
  await app.openReady()
  const { steps, timings, width, height, infotext } = await app.generate({ steps: 3 })
  expect(steps.map(({ index }) => index)).toEqual([0, 1, 2])
  expect(steps.every((step) => step.steps === 3)).toBe(true)
  expect(steps.map(({ sigma }) => sigma)).toEqual(steps.map(({ sigma }) => sigma).toSorted((a, b) => b - a))
  expect(timings.stepMs).toHaveLength(3)
  expect([width, height]).toEqual([128, 128])
  expect(infotext).toContain('Steps: 3')
  expect(infotext).toContain('Seed: 7')

  // The worker's last strokes reach the page with its next frame.
  await expect.poll(() => differentFrames(app, 3)).toBe(3)
})

/** How many of the strip's frames differ from each other. */
function differentFrames(app: App, count: number): Promise<number> {
  return app.page.evaluate((frames) => {
    const canvas = document.querySelector<HTMLCanvasElement>('canvas.strip-canvas')
    if (!canvas) throw new Error('no strip')
    const context = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d')
    if (!context) throw new Error('no 2d canvas')
    context.drawImage(canvas, 0, 0)
    const width = Math.floor(canvas.width / frames)
    const pixels = Array.from({ length: frames }, (_, i) => context.getImageData(i * width, 0, width, canvas.height).data.join())
    return new Set(pixels).size
  }, count)
}

test('the same seed makes the same pixels, another seed others', async ({ app }) => {
  await app.openReady()
  const first = await app.generate({ seed: 11 })
  const other = await app.generate({ seed: 12 })
  const again = await app.generate({ seed: 11 })
  expect(fingerprint(again)).toBe(fingerprint(first))
  expect(fingerprint(other)).not.toBe(fingerprint(first))
})

test('prompt and guidance change the picture', async ({ app }) => {
  await app.openReady()
  const loose = await app.generate({ guidance: 1 })
  const strict = await app.generate({ guidance: 5 })
  const words = await app.generate({ guidance: 1, prompt: 'a blue house' })
  expect(new Set([loose, strict, words].map(fingerprint)).size).toBe(3)
})
