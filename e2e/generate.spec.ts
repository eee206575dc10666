// Does a picture develop step by step, and the same one again from the same seed?
import { expect, fingerprint, test } from './fixtures'
import type { App } from './fixtures'

test('every step arrives once, in order, with falling noise and its own frame in the strip', async ({ app }) => {
  await app.openReady()
  const { steps, timings, width, height, infotext, request } = await app.generate({ steps: 3 })
  expect(steps.map(({ index }) => index)).toEqual([0, 1, 2])
  expect(steps.every((step) => step.steps === 3)).toBe(true)
  expect(steps.map(({ sigma }) => sigma)).toEqual(steps.map(({ sigma }) => sigma).toSorted((a, b) => b - a))
  expect(timings.stepMs).toHaveLength(3)
  expect([width, height]).toEqual([request.width, request.height])
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
  const first = await app.generate({ seed: 11, steps: 1 })
  const other = await app.generate({ seed: 12, steps: 1 })
  const again = await app.generate({ seed: 11, steps: 1 })
  expect(fingerprint(again)).toBe(fingerprint(first))
  expect(fingerprint(other)).not.toBe(fingerprint(first))
})
