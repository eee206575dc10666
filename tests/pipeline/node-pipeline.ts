// The app's own pipeline in plain Node: the same stages, loop and maths, on ONNX runtime's wasm with latents in Float32Arrays and
// the model's files read from public/. What the browser adds (worker, storage, canvases) is not here.
import * as ort from 'onnxruntime-web/wasm'
import type { Edition } from '../../src/core/precision'
import type { GenerateRequest } from '../../src/protocol/engine-api'
import { cpuLatents } from '../../workers/latents/cpu-latents'
import { createSerialQueue } from '../../workers/ort/queue'
import { openPipeline } from '../../workers/model/pipeline'
import type { Pipeline } from '../../workers/model/pipeline'
import { denoiseLoop } from '../../workers/run/denoise-loop'
import type { FinishedRun } from '../../workers/run/denoise-loop'
import { readManifest, readModelFile } from './model-files'

/** In single precision, what goldens and measurements are about; with another edition of the UNet if asked. */
export async function openNodePipeline(edition?: Edition): Promise<Pipeline<Float32Array>> {
  ort.env.wasm.numThreads = 1
  const manifest = readManifest()
  const graphs = manifest.precisions.find(({ id }) => id === 'fp32')?.graphs
  const unet = graphs?.[edition ?? 'unet']
  if (!graphs || !unet) throw new Error(`${manifest.name} has no ${edition ?? 'graphs'} in fp32`)
  const context = { ort, backend: 'wasm' as const, device: null, queue: createSerialQueue() }
  const files = { open: (path: string) => Promise.resolve(new Blob([readModelFile(manifest, path)])) }
  return openPipeline(context, manifest, { ...graphs, unet }, files, cpuLatents(ort), null, () => {})
}

export function generate(pipeline: Pipeline<Float32Array>, request: GenerateRequest): Promise<FinishedRun<Float32Array>> {
  return denoiseLoop(pipeline, request, { onEvent() {}, checkpoint() {} })
}
