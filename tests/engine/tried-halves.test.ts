// The engine on a GPU whose runtime turns out to be wrong in half precision when a model in it is about to be opened. The GPU is played
// by the processor, under its name.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { EngineApi } from '../../src/protocol/engine-api'
import type { Capabilities, TrialOutcome } from '../../src/protocol/machine'
import { trusted } from '../../workers/capabilities'
import { createEngine } from '../../workers/engine'
import { knownMachine } from '../../workers/model/tried-machine'
import type { ModelOptions } from '../../workers/model/open-model'
import { first, nodeEnvironment } from './node-environment'
import type { NodeEnvironment } from './node-environment'

const opened: { precision: string; subgroups: boolean; largestBytes: number }[] = []
vi.mock('../../workers/model/open-model', async (original) => {
  const actual = await original<typeof import('../../workers/model/open-model')>()
  return {
    ...actual,
    openModel(options: ModelOptions) {
      opened.push({ precision: options.precision.id, subgroups: options.subgroups, largestBytes: options.largestBytes })
      return actual.openModel({ ...options, gpuCanvases: false, context: { ...options.context, backend: 'wasm' } })
    },
  }
})

let environment: NodeEnvironment
let engine: EngineApi
const hold = vi.fn<() => Promise<TrialOutcome>>()
beforeEach(async () => {
  opened.length = 0
  environment = await nodeEnvironment()
  hold.mockClear()
  const plain = await environment.capabilities()
  const firstTrials: TrialOutcome[] = [{ trial: 'half', ended: 'passed', errors: {} }, { trial: 'subgroups', ended: 'failed', errors: {} }]
  const gpu: Capabilities = { ...plain, backend: 'webgpu', reason: null, adapter: { vendor: '', architecture: '', description: '', software: true }, maxBufferBytes: 2 ** 31, ...trusted(firstTrials) }
  Object.assign(environment, knownMachine(async () => gpu, hold, trusted))
  const manifest = await environment.library.find(first)
  const [{ graphs }] = manifest.precisions as [typeof manifest.precisions[number]]
  environment.library = { ...environment.library, find: async () => ({ ...manifest, precisions: [{ id: 'fp16', requires: ['shader-f16'], graphs }, { id: 'fp32', graphs }] }) }
  engine = createEngine(environment)
})
afterEach(() => engine.dispose())

const load = (precision?: string) => engine.load('load', first, () => {}, precision ? { precision } : {})
const ends = (ended: TrialOutcome['ended']) => hold.mockResolvedValue({ trial: 'runtime-half', ended, errors: {} })

test('halves that pass are used; subgroups that failed are not, and the largest buffer is known beforehand', { timeout: 120_000 }, async () => {
  ends('passed')
  expect(await load()).toMatchObject({ precision: 'fp16', backend: 'webgpu' })
  expect(opened).toEqual([{ precision: 'fp16', subgroups: false, largestBytes: expect.any(Number) }])
  expect(opened[0]!.largestBytes).toBeGreaterThan(1000)
})

test('halves that fail are not, even where they were wished for, and are tried once', { timeout: 120_000 }, async () => {
  ends('failed')
  expect(await load('fp16')).toMatchObject({ precision: 'fp32', backend: 'webgpu' })
  await engine.unload()
  expect(await load()).toMatchObject({ precision: 'fp32' })
  expect(opened.map(({ precision }) => precision)).toEqual(['fp32', 'fp32'])
  expect(hold).toHaveBeenCalledOnce()
  expect(await engine.capabilities()).toMatchObject({ shaderF16: false, trials: [{ trial: 'half' }, { trial: 'subgroups' }, { trial: 'runtime-half', ended: 'failed' }] })
})

test('who wants single precision waits for no trial', { timeout: 120_000 }, async () => {
  expect(await load('fp32')).toMatchObject({ precision: 'fp32' })
  expect(hold).not.toHaveBeenCalled()
})

test('what takes the place of wrong halves is not downloaded unasked when it is large', { timeout: 120_000 }, async () => {
  ends('failed')
  const { store } = environment
  Object.assign(store, { status: async () => ({ totalBytes: 2e9, storedBytes: 0, ready: false, hashes: 'published', lastUsed: 0 }) })
  await expect(load()).rejects.toMatchObject({ key: 'bad-request.half-wrong' })
  expect(environment.fetched).toEqual([])
})

test('before half precision is downloaded it is tried', { timeout: 120_000 }, async () => {
  ends('failed')
  await engine.download(first, () => {})
  expect(hold).toHaveBeenCalledOnce()
  expect(environment.fetched).toEqual([first])
})
