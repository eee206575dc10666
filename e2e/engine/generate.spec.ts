// Does a picture develop step by step, and the same one again from the same seed?
import { expect, fingerprint, test } from '../fixtures'
import { differentFrames } from '../strip-frames'

test('every step arrives once, in order, with falling noise and its own frame in the strip', async ({ app, backend }) => {
  const { steps, timings, width, height, infotext } = await app.generate({ steps: 3 })
  expect(steps.map(({ index }) => index)).toEqual([0, 1, 2])
  expect(steps.every((step) => step.steps === 3)).toBe(true)
  expect(steps.map(({ sigma }) => sigma)).toEqual(steps.map(({ sigma }) => sigma).toSorted((a, b) => b - a))
  expect(timings.stepMs).toHaveLength(3)
  expect([width, height]).toEqual(backend === 'webgpu' ? [64, 64] : [128, 128])
  expect(infotext).toContain('Steps: 3')
  expect(infotext).toContain('Seed: 7')

  // The worker's last strokes reach the page with its next frame.
  await expect.poll(() => differentFrames(app.page, 3)).toBe(3)
})

test('the same seed makes the same pixels, another seed others', async ({ app }) => {
  const first = await app.generate({ seed: 11, steps: 1 })
  const other = await app.generate({ seed: 12, steps: 1 })
  const again = await app.generate({ seed: 11, steps: 1 })
  expect(fingerprint(again)).toBe(fingerprint(first))
  expect(fingerprint(other)).not.toBe(fingerprint(first))
})

test('prompt and guidance change the picture', async ({ app }) => {
  const loose = await app.generate({ guidance: 1 })
  const strict = await app.generate({ guidance: 5 })
  const words = await app.generate({ guidance: 1, prompt: 'a blue house' })
  expect(new Set([loose, strict, words].map(fingerprint)).size).toBe(3)
})
