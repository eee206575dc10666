// The engine with parts that say NaN: what comes out of the door is a picture or an error, never a black picture that is “done”. The
// GPU is played by the processor, under its name.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { defaultValues, toRequest } from '../../src/core/request/form-values'
import type { EngineApi } from '../../src/protocol/engine-api'
import type { JobEvent } from '../../src/protocol/events'
import type { Job } from '../../src/protocol/jobs'
import { createEngine } from '../../workers/engine'
import type { ModelOptions } from '../../workers/model/open-model'
import { first, nodeEnvironment } from './node-environment'
import type { NodeEnvironment } from './node-environment'

/** Which ways were opened, in order. */
const opened: string[] = []
vi.mock('../../workers/model/open-model', async (original) => {
  const actual = await original<typeof import('../../workers/model/open-model')>()
  return {
    ...actual,
    openModel(options: ModelOptions) {
      opened.push(`${options.precision.id} ${options.context.backend}`)
      return actual.openModel({ ...options, gpuCanvases: false, context: { ...options.context, backend: 'wasm' } })
    },
  }
})

let environment: NodeEnvironment
let engine: EngineApi
beforeEach(async () => {
  opened.length = 0
  environment = await nodeEnvironment()
})
afterEach(() => engine.dispose())

/** A machine with a GPU, and a model of two precisions. */
async function withGpu(): Promise<void> {
  const plain = await environment.capabilities()
  environment.capabilities = async () => ({ ...plain, backend: 'webgpu', reason: null, adapter: { vendor: '', architecture: '', description: '', software: true }, shaderF16: true, maxBufferBytes: 2 ** 31 })
  const manifest = await environment.library.find(first)
  const [{ graphs }] = manifest.precisions as [typeof manifest.precisions[number]]
  environment.library = { ...environment.library, find: async () => ({ ...manifest, precisions: [{ id: 'fp16', requires: ['shader-f16'], graphs }, { id: 'fp32', graphs }] }) }
}

async function draw(id: string, steps = 4) {
  const manifest = await environment.library.find(first)
  const request = toRequest({ ...defaultValues(manifest), prompt: 'a red tree', sampler: 'euler', schedule: 'automatic', guidance: 1, steps, width: 32, height: 32 }, 7)
  const job: Job = { id, request: { ...request, model: { id: first } }, show: { preview: 'none', keepSteps: false } }
  const log: string[] = []
  const note = (event: JobEvent) => {
    if (event.type === 'sounder') log.push(`sounder ${event.precision} ${event.backend}`)
    else if (event.type !== 'loading') log.push(event.type)
  }
  const outcome = await engine.submit(job, note).catch((error: unknown) => error)
  return { log, outcome }
}

const isNetwork = (inputs: readonly string[]) => inputs.includes('encoder_hidden_states')
const isDecoder = (inputs: readonly string[]) => inputs.includes('latent_sample')
const after = (ways: string[]) => (inputs: readonly string[]) => isNetwork(inputs) && ways.includes(opened.at(-1)!)

test('a network that says NaN ends the run early, in an error, and the next picture is none the worse', { timeout: 120_000 }, async () => {
  engine = createEngine(environment)
  environment.lies.when = isNetwork
  const { log, outcome } = await draw('a', 20)
  expect(outcome).toMatchObject({ key: 'wrong-picture.not-finite' })
  expect(log).toEqual(['started', 'loaded', 'encoding', 'step'])
  environment.lies.when = () => false
  expect((await draw('b')).outcome).toMatchObject({ width: 32 })
})

test('so does a decoder', { timeout: 120_000 }, async () => {
  engine = createEngine(environment)
  environment.lies.when = isDecoder
  expect((await draw('a')).outcome).toMatchObject({ key: 'wrong-picture.not-finite', detail: 'the picture is not finite' })
})

test('where half precision says NaN, single precision draws the picture, and the next one begins with it', { timeout: 120_000 }, async () => {
  await withGpu()
  engine = createEngine(environment)
  environment.lies.when = after(['fp16 webgpu'])
  const { log, outcome } = await draw('a')
  expect(outcome).toMatchObject({ backend: 'webgpu', width: 32 })
  expect(log).toEqual(['started', 'loaded', 'encoding', 'step', 'sounder fp32 webgpu', 'loaded', 'encoding', 'step', 'step', 'step', 'step', 'decoding'])
  expect((await draw('b')).log).toEqual(['started', 'loaded', 'encoding', 'step', 'step', 'step', 'step', 'decoding'])
  expect(await engine.load('load', first, () => {})).toMatchObject({ precision: 'fp32', backend: 'webgpu' })
  expect(opened).toEqual(['fp16 webgpu', 'fp32 webgpu'])
  // Whoever lets the model go begins from nothing.
  await engine.unload()
  await draw('c')
  expect(opened.slice(2)).toEqual(['fp16 webgpu', 'fp32 webgpu'])
})

test('where the GPU is wrong in every precision, the processor draws it', { timeout: 120_000 }, async () => {
  await withGpu()
  engine = createEngine(environment)
  environment.lies.when = after(['fp16 webgpu', 'fp32 webgpu'])
  const { log, outcome } = await draw('a')
  expect(outcome).toMatchObject({ backend: 'wasm', width: 32 })
  expect(log.filter((line) => line.startsWith('sounder'))).toEqual(['sounder fp32 webgpu', 'sounder fp32 wasm'])
})

test('where nothing helps it is an error that tells what was tried', { timeout: 120_000 }, async () => {
  await withGpu()
  engine = createEngine(environment)
  environment.lies.when = isNetwork
  const { log, outcome } = await draw('a')
  expect(outcome).toMatchObject({ key: 'wrong-picture.not-finite', detail: expect.stringMatching(/fp32 on webgpu: [^]*fp32 on wasm: /) })
  expect(log).not.toContain('decoding')
  expect(opened).toEqual(['fp16 webgpu', 'fp32 webgpu', 'fp32 wasm'])
})
