// A model's parts in turns, and guidance in two runs, draw what they draw together.
import * as ort from 'onnxruntime-web/wasm'
import { expect, test } from 'vitest'
import { nodeFolder } from '../../lab/layouts/node-folder'
import { easiestPlan } from '../../src/core/memory/plan'
import { defaultValues, toRequest } from '../../src/core/request/form-values'
import { cpuLatents } from '../../workers/latents/cpu-latents'
import { detectModel } from '../../workers/library/folder-model'
import { createSerialQueue } from '../../workers/ort/queue'
import { openPipeline } from '../../workers/model/pipeline'
import type { Pipeline } from '../../workers/model/pipeline'
import { takeTurns } from '../../workers/model/turns'
import { develop } from '../../workers/run/develop'

async function draw(pipeline: Pipeline<Float32Array>): Promise<Float32Array> {
  const values = { ...defaultValues(pipeline.manifest), prompt: 'a red tree', negative: 'blue', steps: 2, guidance: 4, sampler: 'euler', schedule: 'automatic', width: 32, height: 32 }
  const { frames } = await develop(pipeline, toRequest(values, 7), { preview: 'none', keepSteps: true }, { onEvent() {}, checkpoint() {} })
  return frames.at(-1)!
}

test('parts that take turns and guidance in two runs make the same picture', async () => {
  ort.env.wasm.numThreads = 1
  const folder = nodeFolder('tests/golden/layouts/sd-optimum-taesd')
  const { manifest } = await detectModel(folder)
  const precision = manifest.precisions[0]!
  const context = { ort, backend: 'wasm' as const, device: null, queue: createSerialQueue() }
  const opened: string[] = []
  const single = { ...easiestPlan, guidance: 'single' as const }
  const turns = takeTurns(async () => ({ context, check() {}, close: async () => {} }))
  const options = { context, manifest, precision, files: folder, home: cpuLatents(ort) }
  const together = await draw(await openPipeline(options))
  const taking = await openPipeline({ ...options, turns, plan: single, onStage: (graph) => void opened.push(graph.split('/')[0]!) })
  const inTurns = await draw(taking)
  expect(Math.max(...together.map((value, i) => Math.abs(value - inTurns[i]!)))).toBeLessThan(1e-3)
  // The second picture of the same words needs no text encoder.
  await draw(taking)
  expect(opened).toEqual(['text_encoder', 'unet', 'vae_decoder', 'unet', 'vae_decoder'])
  await turns.leave()
})
