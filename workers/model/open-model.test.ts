// A GPU without room for a model's largest buffer: nothing of the model is opened on it, and a lighter plan is tried on a fresh device.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ModelManifest } from '../../src/core/manifest'
import type { FitQuestion } from '../../src/core/memory/fit'
import { easiestPlan } from '../../src/core/memory/plan'
import type { MemoryPlan } from '../../src/core/memory/plan'
import { emptyLedger } from '../gpu/ledger'
import { createSerialQueue } from '../ort/queue'
import type { OrtModule } from '../ort/runtime'
import { byLighterPlans } from './lighter-plans'
import { openModel } from './open-model'
import type { ModelOptions } from './open-model'

const log: string[] = []

/** Refuses buffers beyond `room`. */
function gpuWith(room: number) {
  const device = () => {
    let refused: { message: string } | null = null
    return {
      limits: { maxBufferSize: 2 ** 31 }, lost: new Promise(() => {}), queue: { writeBuffer() {} }, addEventListener() {},
      pushErrorScope() {}, createShaderModule: () => ({}), createComputePipeline: () => ({}),
      popErrorScope: async () => refused,
      createBuffer({ size }: { size: number }) {
        log.push(`buffer ${size}`)
        if (size > room) refused = { message: 'no room' }
        return { size, label: '', destroy() {}, mapAsync() {} }
      },
      destroy: () => void log.push('destroy'),
    }
  }
  return { requestAdapter: async () => ({ features: new Set(), limits: {}, info: {}, requestDevice: async () => device() }) }
}

beforeEach(() => {
  log.length = 0
  vi.stubGlobal('GPUBufferUsage', { STORAGE: 128 })
})
afterEach(() => vi.unstubAllGlobals())

const optionsOf = (plan: MemoryPlan, largestBytes: number) => ({
  plan, largestBytes, subgroups: true, ledger: emptyLedger(), gpuCanvases: false,
  manifest: { tokenizer: {} } as ModelManifest, precision: { id: 'fp32', graphs: {} },
  context: { ort: {} as OrtModule, backend: 'webgpu', device: null, queue: createSerialQueue() },
  files: { open: async (path: string) => { log.push(`open ${path}`); throw new Error('the files are next') } },
}) as unknown as ModelOptions

const openFor = (plan: MemoryPlan) => openModel(optionsOf(plan, plan.guidance === 'batch' ? 4000 : 2000))

test('a refusal comes before any file is opened, and its device goes', async () => {
  vi.stubGlobal('navigator', { gpu: gpuWith(1000) })
  await expect(openModel(optionsOf(easiestPlan, 4000))).rejects.toMatchObject({ key: 'out-of-memory.gpu' })
  expect(log).toEqual(['buffer 4000', 'destroy'])
})

test('where there is room the files follow', async () => {
  vi.stubGlobal('navigator', { gpu: gpuWith(4000) })
  await expect(openModel(optionsOf(easiestPlan, 4000))).rejects.not.toMatchObject({ code: 'out-of-memory' })
  expect(log.some((line) => line.startsWith('open '))).toBe(true)
})

test('a refusal is answered with lighter plans, and with a sentence when there is none', async () => {
  vi.stubGlobal('navigator', { gpu: gpuWith(1000) })
  const question: FitQuestion = {
    needs: [{ part: 'unet', weightBytes: 1000, largestWeightBytes: 10, running: ({ guidance }) => ({ activationBytes: guidance === 'batch' ? 4000 : 2000, largestBytes: guidance === 'batch' ? 4000 : 2000 }) }],
    backend: 'webgpu', wish: { parts: 'together', text: 'gpu', decoder: 'whole' }, available: null, largestAllowedBytes: 2 ** 31, minimum: {},
  }
  await expect(byLighterPlans(easiestPlan, question, 'Big', openFor)).rejects.toMatchObject({ key: 'out-of-memory.needs-wished', params: { model: 'Big' } })
  expect(log).toEqual(['buffer 4000', 'destroy', 'buffer 2000', 'destroy'])
})
