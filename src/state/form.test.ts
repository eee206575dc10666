import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import { reseeding } from '../core/request/test-values'
import { createEngineState } from './engine'
import { createForm } from './form'
import type { MemoryWish } from './load-choice'
import { createModels } from './models'
import { entryOf, fakeEngine, manifestOf, samplers, schedules } from './test-page'

const big = manifestOf('big', { size: { width: 512, height: 512, step: 64, min: 256, max: 1024 }, defaults: { sampler: 'ddim', schedule: 'normal', steps: 25, guidance: 7 } })

async function open({ broken = 0 } = {}) {
  let failures = broken
  const { client } = fakeEngine({
    library: async () => {
      if (failures-- > 0) throw new Error('no list')
      return [entryOf(manifestOf('tiny')), entryOf(big)]
    },
  })
  const wishes = { precision: signal(''), memory: signal<MemoryWish>({}) }
  const models = createModels(client, wishes)
  const form = createForm({ models, wishes, engine: () => engine, drawSeed: () => 77, samplers, schedules })
  const engine = createEngineState(client, models, () => { form.values.value = { ...form.baseOf('tiny'), prompt: form.values.peek().prompt } })
  if (!broken) await engine.start()
  return { form, wishes, engine }
}

test('another model brings its own numbers; words, seed and its generator stay', async () => {
  const { form } = await open()
  form.edit({ prompt: 'a cat', negative: 'blue', seed: 5, rng: 'nv', steps: 9, rescale: 0.5 })
  form.edit({ model: 'big' })
  expect(form.values.value).toEqual({ model: 'big', prompt: 'a cat', negative: 'blue', seed: 5, rng: 'nv', steps: 25, guidance: 7, sampler: 'ddim', schedule: 'normal', width: 512, height: 512 })
  expect(form.manifest.value?.id).toBe('big')
  // What is said together with the model stays said.
  form.edit({ model: 'tiny', steps: 11 })
  expect(form.values.value).toMatchObject({ model: 'tiny', steps: 11, width: 128 })
})

test('a model that is not known is not taken up, and the same one again changes nothing else', async () => {
  const { form } = await open()
  form.edit({ prompt: 'a cat', steps: 9 })
  form.edit({ model: 'nosuch', prompt: 'x' })
  form.edit({ model: 'tiny' })
  expect(form.values.value).toMatchObject({ model: 'tiny', prompt: 'a cat', steps: 9 })
})

test('undefined takes an optional value away', async () => {
  const { form } = await open()
  form.edit({ rescale: 0.5, eta: 0.2 })
  form.edit({ rescale: undefined })
  expect(form.values.value).not.toHaveProperty('rescale')
  expect(form.values.value.eta).toBe(0.2)
})

test('numbers come into the range of their model, also of one that is not chosen', async () => {
  const { form } = await open()
  expect(form.clamp({ ...form.values.value, steps: 900, width: 250, height: 9999 })).toMatchObject({ steps: 150, width: 256, height: 256 })
  expect(form.clamp({ ...form.values.value, model: 'big', width: 128 })).toMatchObject({ width: 256 })
  const unknown = { ...form.values.value, model: 'nosuch', width: 7 }
  expect(form.clamp(unknown)).toBe(unknown)
})

test('Advanced is marked for what counts only, and is put back without touching the rest', async () => {
  const { form } = await open()
  form.edit({ prompt: 'a cat', steps: 9, sampler: 'euler', seed: 3 })
  expect(form.advancedChanged.value).toBe(false)
  // Euler has no eta.
  form.edit({ eta: 0.5 })
  expect(form.advancedChanged.value).toBe(false)
  form.edit({ rescale: 0.5 })
  expect(form.advancedChanged.value).toBe(true)
  form.edit({ rescale: undefined, rng: 'nv' })
  expect(form.advancedChanged.value).toBe(true)
  form.edit({ rng: 'cpu' })
  form.preview.value = 'full'
  expect(form.advancedChanged.value).toBe(true)
  form.edit({ [reseeding]: 5, rng: 'nv' })
  form.resetAdvanced()
  expect([form.advancedChanged.value, form.preview.value]).toEqual([false, 'fast'])
  expect(form.values.value).toEqual({ ...form.baseOf('tiny'), prompt: 'a cat', steps: 9, seed: 3 })
})

test('a request carries the seed that was drawn, and what is wished of its model', async () => {
  const { form, wishes } = await open()
  form.edit({ prompt: 'a cat' })
  expect(form.request(form.values.value, 9)).toMatchObject({ model: { id: 'tiny' }, prompt: { positive: 'a cat' }, seed: { value: 9 } })
  expect(form.request(form.values.value, 9).model).toEqual({ id: 'tiny' })
  wishes.precision.value = 'fp16'
  wishes.memory.value = { parts: 'turns' }
  expect(form.request(form.values.value, 9).model).toEqual({ id: 'tiny', precision: 'fp16', memory: { parts: 'turns' } })
})

test('who listens to a person’s edits hears them before they are there, and hears nothing of a link', async () => {
  const { form } = await open()
  const heard: unknown[] = []
  form.onEdit((change) => heard.push([change, form.values.value.prompt]))
  form.edit({ prompt: 'a' })
  form.values.value = { ...form.values.value, prompt: 'from a link' }
  expect(heard).toEqual([[{ prompt: 'a' }, '']])
})

test('it is ready in range, and a start that failed is tried again', async () => {
  const { form, engine } = await open({ broken: 1 })
  form.edit({ prompt: 'a cat' })
  await engine.start()
  expect(engine.startError.value?.code).toBe('internal')
  expect(await form.ready()).toMatchObject({ model: 'tiny', prompt: 'a cat' })
  form.edit({ steps: 900 })
  expect(await form.ready()).toMatchObject({ steps: 150 })
  expect(form.values.value.steps).toBe(150)
  const hopeless = await open({ broken: 9 })
  await expect(hopeless.form.ready()).rejects.toMatchObject({ code: 'internal' })
})

test('what the page knows is what its texts may name', async () => {
  const { form } = await open()
  expect(form.known()).toEqual({ models: [{ id: 'tiny', name: 'tiny' }, { id: 'big', name: 'big' }], samplers: ['dpmpp_2m', 'euler', 'ddim', 'lcm'], schedules: ['normal', 'karras'] })
})
