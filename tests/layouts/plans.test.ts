// A model's parts in turns, and guidance in two runs, draw what they draw together.
import * as ort from 'onnxruntime-web/wasm'
import { expect, test } from 'vitest'
import { nodeFolder } from '../../lab/layouts/node-folder'
import type { GenerateRequest } from '../../src/protocol/engine-api'
import { easiestPlan } from '../../src/core/memory/plan'
import { cpuLatents } from '../../workers/latents/cpu-latents'
import { detectModel } from '../../workers/library/folder-model'
import { createSerialQueue } from '../../workers/ort/queue'
import { openPipeline, openPipelineInTurns } from '../../workers/model/pipeline'
import { denoiseLoop } from '../../workers/run/denoise-loop'
import { takeTurns } from '../../workers/model/turns'

const request: GenerateRequest = { prompt: 'a red tree', negativePrompt: 'blue', steps: 2, guidance: 4, sampler: 'euler', schedule: 'automatic', seed: 7, rng: 'cpu', width: 32, height: 32, preview: 'none' }

const draw = async (pipeline: Awaited<ReturnType<typeof openPipeline<Float32Array>>>) => (await denoiseLoop(pipeline, request, { onEvent() {}, checkpoint() {} })).frames.at(-1)!

test('parts that take turns and guidance in two runs make the same picture', async () => {
  ort.env.wasm.numThreads = 1
  const folder = nodeFolder('tests/golden/layouts/sd-optimum-taesd')
  const { manifest } = await detectModel(folder)
  const { graphs } = manifest.precisions[0]!
  const context = { ort, backend: 'wasm' as const, device: null, queue: createSerialQueue() }
  const opened: string[] = []
  const single = { ...easiestPlan, guidance: 'single' as const }
  const turns = takeTurns(async () => ({ context, check() {}, close: async () => {} }))
  const together = await draw(await openPipeline(context, manifest, graphs, folder, cpuLatents(ort), null, () => {}))
  const taking = await openPipelineInTurns(turns, context, manifest, graphs, folder, cpuLatents(ort), null, (graph) => void opened.push(graph.split('/')[0]!), single)
  const inTurns = await draw(taking)
  expect(Math.max(...together.map((value, i) => Math.abs(value - inTurns[i]!)))).toBeLessThan(1e-3)
  // The second picture of the same words needs no text encoder.
  await draw(taking)
  expect(opened).toEqual(['text_encoder', 'unet', 'vae_decoder', 'unet', 'vae_decoder'])
  await turns.leave()
})
