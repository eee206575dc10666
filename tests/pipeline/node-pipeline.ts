// The app's own pipeline in plain Node: the same stages, loop and maths, on ONNX runtime's wasm with latents in Float32Arrays and
// the model's files read from public/. What the browser adds (worker, storage, canvases) is not here.
import * as ort from 'onnxruntime-web/wasm'
import type { Edition } from '../../src/core/precision'
import type { PictureRequest } from '../../src/core/request/picture-request'
import type { Show } from '../../src/protocol/jobs'
import { cpuLatents } from '../../workers/latents/cpu-latents'
import { createSerialQueue } from '../../workers/ort/queue'
import { openPipeline } from '../../workers/model/pipeline'
import type { Pipeline } from '../../workers/model/pipeline'
import { develop } from '../../workers/run/develop'
import type { Developed } from '../../workers/run/develop'
import { readManifest, readModelFile } from './model-files'

/** In single precision, what goldens and measurements are about; with another edition of the UNet if asked. */
export async function openNodePipeline(edition?: Edition): Promise<Pipeline<Float32Array>> {
  ort.env.wasm.numThreads = 1
  const manifest = readManifest()
  const precision = manifest.precisions.find(({ id }) => id === 'fp32')
  const unet = precision?.graphs[edition ?? 'unet']
  if (!precision || !unet) throw new Error(`${manifest.name} has no ${edition ?? 'graphs'} in fp32`)
  const context = { ort, backend: 'wasm' as const, device: null, queue: createSerialQueue() }
  const files = { open: (path: string) => Promise.resolve(new Blob([readModelFile(manifest, path)])) }
  return openPipeline({ context, manifest, precision: { ...precision, graphs: { ...precision.graphs, unet } }, files, home: cpuLatents(ort) })
}

export function generate(pipeline: Pipeline<Float32Array>, request: PictureRequest, show: Partial<Show> = {}): Promise<Developed<Float32Array>> {
  return develop(pipeline, request, { preview: 'none', keepSteps: true, ...show }, { onEvent() {}, checkpoint() {} })
}
