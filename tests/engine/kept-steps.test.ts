// Steps that jobs keep: shown again by job and step, with the strip of that job, until they are let go or their model is.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { defaultValues, toRequest } from '../../src/core/request/form-values'
import type { EngineApi } from '../../src/protocol/engine-api'
import type { Job } from '../../src/protocol/jobs'
import { createEngine } from '../../workers/engine'
import { first, nodeEnvironment, second } from './node-environment'
import type { NodeEnvironment } from './node-environment'

/** A canvas that writes down where it was drawn on. */
class FakeCanvas {
  drawn: number[] = []
  constructor(public width: number, public height: number) {}
  getContext() {
    return { putImageData() {}, drawImage: (_: FakeCanvas, x: number) => void this.drawn.push(x), getImageData: () => null }
  }
}

let environment: NodeEnvironment
let engine: EngineApi
const strip = new FakeCanvas(1, 1)
const preview = new FakeCanvas(1, 1)
beforeEach(async () => {
  vi.stubGlobal('OffscreenCanvas', FakeCanvas)
  vi.stubGlobal('ImageData', Object)
  environment = await nodeEnvironment()
  engine = createEngine(environment)
  await engine.attachCanvases(preview as unknown as OffscreenCanvas, strip as unknown as OffscreenCanvas)
})
afterEach(async () => {
  await engine.dispose()
  vi.unstubAllGlobals()
})

async function draw(id: string, steps: number, model: string = first, keepSteps = true): Promise<void> {
  const manifest = await environment.library.find(model)
  const values = { ...defaultValues(manifest), prompt: 'a red tree', sampler: 'euler', schedule: 'automatic', steps, width: 32, height: 32 }
  const job: Job = { id, request: toRequest(values, 7), show: { preview: 'fast', keepSteps } }
  await engine.submit(job, () => {})
}
const gone = { key: 'bad-request.no-step' }

test('steps of several jobs are kept, and the strip is that of the job on show', { timeout: 120_000 }, async () => {
  await draw('a', 3)
  await draw('b', 2)
  expect(strip.width).toBe(2 * 64)
  strip.drawn = []
  await engine.showStep('b', 0)
  expect(strip.drawn).toEqual([]) // it is there already
  await engine.showStep('a', -1)
  expect([strip.width, ...strip.drawn]).toEqual([3 * 64, 0, 64, 128])
  strip.drawn = []
  preview.drawn = []
  await engine.showStep('a', 1)
  expect([strip.drawn, preview.drawn]).toEqual([[], [0]])
})

test('steps go with release, with their model, and at once where nobody keeps them', { timeout: 120_000 }, async () => {
  await draw('a', 2)
  await draw('b', 2)
  await draw('c', 2, first, false)
  await expect(engine.showStep('c', 0)).rejects.toMatchObject(gone)
  await expect(engine.showStep('a', 7)).rejects.toMatchObject(gone)
  await engine.release('a')
  await engine.release('nobody')
  await expect(engine.showStep('a', 0)).rejects.toMatchObject(gone)
  await engine.showStep('b', 0)
  await draw('d', 2, second)
  await expect(engine.showStep('b', 0)).rejects.toMatchObject(gone)
  await engine.unload()
  await expect(engine.showStep('d', 0)).rejects.toMatchObject(gone)
})
