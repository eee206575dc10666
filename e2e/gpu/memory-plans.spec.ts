// The ways to run a model in less memory, on a GPU that refuses buffers when the test says so. With a tiny model: the software GPU is slow.
import type { Page } from '@playwright/test'
import { toRequest } from '../../src/core/request/form-values'
import type { FormValues } from '../../src/core/request/fields'
import type { Job } from '../../src/protocol/jobs'
import { easiestPlan } from '../../src/core/memory/plan'
import type { MemoryPlan } from '../../src/core/memory/plan'
import type { MemoryWish } from '../../src/protocol/memory'
import { serveFaultily } from '../faulty-server'
import { expect, psnr, test } from '../fixtures'
import { serveAppWith, servedModel } from '../served-model'
import { differentFrames } from '../strip-frames'

test.use({ serviceWorkers: 'block' })

/** In the worker: so many buffers to come are refused, one to a device at most, as a GPU without room for them refuses. */
const refusingGpu = `{
  let refusals = 0
  const refused = new WeakSet()
  new BroadcastChannel('gpu-refusals').onmessage = ({ data }) => { refusals = data }
  const make = GPUDevice.prototype.createBuffer
  GPUDevice.prototype.createBuffer = function (descriptor) {
    if (refusals > 0 && !refused.has(this)) {
      refusals--
      refused.add(this)
      this.dispatchEvent(new GPUUncapturedErrorEvent('uncapturederror', { error: new GPUOutOfMemoryError('no room for ' + descriptor.size + ' bytes') }))
    }
    return make.call(this, descriptor)
  }
}`

const small: FormValues = { model: 'tiny', prompt: 'a red fish', negative: 'blue', steps: 2, guidance: 4, sampler: 'euler_ancestral', schedule: 'automatic', seed: 7, rng: 'nv', width: 32, height: 32 }
let jobs = 0

const refuse = (page: Page, buffers: number) =>
  page.evaluate((count) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel goes nowhere else
    new BroadcastChannel('gpu-refusals').postMessage(count)
  }, buffers)

const load = (page: Page, memory: MemoryWish) => page.evaluate((wish) => window.darkroom.engine.load('tiny', () => {}, undefined, { memory: wish }), memory)
const memoryNow = (page: Page) => page.evaluate(() => window.darkroom.engine.memory())

/** A picture's pixels, or what a person is told; and the plans that were taken on the way. */
function draw(page: Page, memory: MemoryWish = {}) {
  const request = toRequest(small, 7)
  const job: Job = { id: `plans ${++jobs}`, request: { ...request, model: { ...request.model, memory } }, show: { preview: 'fast', keepSteps: false } }
  return page.evaluate(async (full) => {
    const plans: MemoryPlan[] = []
    try {
      const { png, timings } = await window.darkroom.engine.submit(full, (event) => { if (event.type === 'memory') plans.push(event.plan) })
      const bitmap = await createImageBitmap(png)
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!
      context.drawImage(bitmap, 0, 0)
      const pixels = context.getImageData(0, 0, bitmap.width, bitmap.height).data
      return { rgba: btoa(String.fromCharCode(...pixels)), plans, traffic: timings.traffic, error: null }
    } catch (thrown) {
      const { code, message, remedy } = thrown as { code: string; message: string; remedy: string }
      return { rgba: '', plans, traffic: null, error: { code, message, remedy } }
    }
  }, job)
}

// Cold: an app of its own, whose GPU refuses.
test('every plan draws the same picture, a lighter one takes over when memory runs out, and the app outlives what nothing helps', async ({ coldApp: app }) => {
  test.slow() // half a dozen loads in software
  const { manifest, files } = await servedModel('tiny', 1024, () => true)
  const server = await serveFaultily(files)
  const host = await serveAppWith(manifest, server.url, 1, refusingGpu)
  const { page } = app
  try {
    await page.goto(`${host.url}?backend=webgpu&canvas=webgpu`)
    await page.waitForFunction(() => 'darkroom' in window)

    expect(await load(page, {})).toMatchObject({ memory: { parts: 'together', text: 'gpu', guidance: 'batch' }, retried: false })
    const whole = await draw(page)
    expect(whole.error).toBeNull()
    const all = await memoryNow(page)

    for (const wish of [{ parts: 'turns' }, { guidance: 'single', text: 'wasm' }] as const) {
      expect((await load(page, wish)).memory).toMatchObject(wish)
      const made = await draw(page, wish)
      expect(made.error).toBeNull()
      expect(made.traffic!.uploadBytesPerStep).toBeLessThan(256)
      // Canvases stay with a device of their own: what a step shows is read for it where parts come and go.
      expect(made.traffic).toMatchObject({ readbacks: 'parts' in wish ? small.steps : 0 })
      expect(psnr(made.rgba, whole.rgba)).toBeGreaterThan(45)
      await expect.poll(() => differentFrames(page, small.steps)).toBe(small.steps)
      expect((await memoryNow(page)).gpuBytes).toBeLessThan(0.9 * all.gpuBytes)
    }

    await load(page, {})
    await refuse(page, 1)
    const saved = await draw(page)
    expect(saved.error).toBeNull()
    expect(saved.plans).toHaveLength(1)
    expect(saved.plans[0]).not.toEqual(easiestPlan)
    expect(psnr(saved.rgba, whole.rgba)).toBeGreaterThan(45)
    expect(await load(page, {})).toMatchObject({ memory: saved.plans[0], retried: true })

    await refuse(page, 100)
    const hopeless = await draw(page)
    expect(hopeless.error).toMatchObject({ code: 'out-of-memory', message: expect.stringContaining('ran out of memory'), remedy: expect.stringContaining('smaller picture') })
    await refuse(page, 0)
    const after = await draw(page)
    expect(after.error).toBeNull()
    expect(psnr(after.rgba, whole.rgba)).toBeGreaterThan(45)
  } finally {
    host.close()
    server.close()
  }
})
