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
/** Of this size the last two doublings of the decoder take tiles that see less than the whole. */
const large: FormValues = { ...small, sampler: 'euler', steps: 1, width: 192, height: 192 }
let jobs = 0

const refuse = (page: Page, buffers: number) =>
  page.evaluate((count) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel goes nowhere else
    new BroadcastChannel('gpu-refusals').postMessage(count)
  }, buffers)

const load = (page: Page, memory: MemoryWish) => page.evaluate((wish) => window.darkroom.engine.load('tiny', () => {}, undefined, { memory: wish }), memory)
const memoryNow = (page: Page) => page.evaluate(() => window.darkroom.engine.memory())

/** A picture's pixels, or what a person is told; and the plans that were taken on the way. */
function draw(page: Page, memory: MemoryWish = {}, form: FormValues = small) {
  const request = toRequest(form, 7)
  const job: Job = { id: `plans ${++jobs}`, request: { ...request, model: { ...request.model, memory } }, show: { preview: 'fast', keepSteps: false } }
  return page.evaluate(async (full) => {
    const plans: MemoryPlan[] = []
    try {
      const { png, timings } = await window.darkroom.engine.submit(full, (event) => { if (event.type === 'memory') plans.push(event.plan) })
      const bitmap = await createImageBitmap(png)
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!
      context.drawImage(bitmap, 0, 0)
      const pixels = context.getImageData(0, 0, bitmap.width, bitmap.height).data
      return { rgba: btoa(Array.from(pixels, (value) => String.fromCharCode(value)).join('')), plans, traffic: timings.traffic, error: null }
    } catch (thrown) {
      const { code, message, remedy } = thrown as { code: string; message: string; remedy: string }
      return { rgba: '', plans, traffic: null, error: { code, message, remedy } }
    }
  }, job)
}

// Cold: an app of its own, whose GPU refuses. One test, as every way to run a model costs its shaders again, 12 s in software.
test('every plan draws the same picture, a lighter one takes over when memory runs out, and the app outlives what nothing helps', async ({ coldApp: app }) => {
  const { manifest, files } = await servedModel('tiny', 1024, () => true)
  const server = await serveFaultily(files)
  const host = await serveAppWith(manifest, server.url, 1, refusingGpu)
  const { page } = app
  try {
    await page.goto(`${host.url}?backend=webgpu&canvas=webgpu`)
    await page.waitForFunction(() => 'darkroom' in window)
    expect(await load(page, {})).toMatchObject({ memory: easiestPlan, retried: false })
    const whole = await draw(page)
    expect(whole).toMatchObject({ error: null, plans: [], traffic: { readbacks: 0 } })
    const wholeLarge = await draw(page, {}, large)
    expect(wholeLarge.error).toBeNull()
    const { gpuBytes } = await memoryNow(page)

    // By hand: guidance in two runs, words on the processor, the picture in tiles.
    const byHand = { guidance: 'single', text: 'wasm', decoder: 'tiles' } as const
    expect((await load(page, byHand)).memory).toEqual({ ...easiestPlan, ...byHand })
    const tiled = await draw(page, byHand, large)
    expect(tiled).toMatchObject({ error: null, plans: [], traffic: { readbacks: 0 } })
    expect(tiled.traffic!.uploadBytesPerStep).toBeLessThan(256)
    expect(psnr(tiled.rgba, wholeLarge.rgba)).toBeGreaterThan(45)
    expect((await memoryNow(page)).gpuBytes).toBeLessThan(0.9 * gpuBytes)

    // By need: a refusal leads to a lighter plan, here one part after the other, and that is remembered.
    await load(page, {})
    await refuse(page, 1)
    const saved = await draw(page)
    expect(saved).toMatchObject({ error: null, plans: [{ ...easiestPlan, parts: 'turns' }] })
    expect(saved.traffic!.uploadBytesPerStep).toBeLessThan(256)
    // Canvases stay with a device of their own: what a step shows is read for it where parts come and go.
    expect(saved.traffic).toMatchObject({ readbacks: small.steps })
    expect(psnr(saved.rgba, whole.rgba)).toBeGreaterThan(45)
    await expect.poll(() => differentFrames(page, small.steps)).toBe(small.steps)
    expect((await memoryNow(page)).gpuBytes).toBeLessThan(0.9 * gpuBytes)
    expect(await load(page, {})).toMatchObject({ memory: saved.plans[0], retried: true })

    // Nothing helps: told, and the app goes on.
    const lightest = { ...byHand, parts: 'turns' } as const
    await refuse(page, 100)
    const hopeless = await draw(page, lightest)
    expect(hopeless.error).toMatchObject({ code: 'out-of-memory', message: expect.stringContaining('ran out of memory'), remedy: expect.stringContaining('smaller picture') })
    await refuse(page, 0)
    const after = await draw(page, lightest)
    expect(after.error).toBeNull()
    expect(psnr(after.rgba, whole.rgba)).toBeGreaterThan(45)
  } finally {
    host.close()
    server.close()
  }
})
