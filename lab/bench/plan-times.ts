// What each way to run in less memory costs, and saves: whole pictures through the engine, each plan in turn, `rounds` times.
import { easiestPlan } from '../../src/core/memory/plan'
import type { MemoryPlan } from '../../src/core/memory/plan'
import { defaultValues, toRequest } from '../../src/core/request/form-values'
import { browserEnvironment } from '../../workers/browser-environment'
import { createEngine } from '../../workers/engine'

/** Milliseconds of each picture, its words new to the encoder, and bytes on the GPU after it. */
export interface PlanTimes { pictureMs: number[]; gpuBytes: number }

export async function planTimes(modelId: string, backend: 'webgpu' | 'wasm', steps: number, rounds: number): Promise<Record<string, PlanTimes>> {
  const environment = browserEnvironment({ backend, trustCanvas: false })
  const manifest = await environment.library.find(modelId)
  const plans: Record<string, MemoryPlan> = {
    'all together': easiestPlan,
    'guidance in two runs': { ...easiestPlan, guidance: 'single' },
    'decoder in tiles': { ...easiestPlan, decoder: 'tiles' },
    'parts in turns': { ...easiestPlan, parts: 'turns' },
    ...(backend === 'webgpu' && { 'text on the processor': { ...easiestPlan, text: 'wasm' } }),
  }
  const engine = createEngine(environment)
  const found: Record<string, PlanTimes> = {}
  for (let round = 0; round < rounds; round++) {
    for (const [name, memory] of Object.entries(plans)) {
      const id = `${name} ${round}`
      await engine.load(id, modelId, () => {}, { memory })
      const begun = performance.now()
      const drawn = toRequest({ ...defaultValues(manifest), prompt: id, steps, guidance: 4, sampler: 'euler', schedule: 'automatic' }, 7)
      await engine.submit({ id, request: { ...drawn, model: { id: modelId, memory } }, show: { preview: 'none', keepSteps: false } }, () => {})
      const times = (found[name] ??= { pictureMs: [], gpuBytes: 0 })
      times.pictureMs.push(performance.now() - begun)
      times.gpuBytes = (await engine.memory()).gpuBytes
    }
  }
  await engine.dispose()
  return found
}
