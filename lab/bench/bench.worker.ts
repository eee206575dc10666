// Measures inside a worker, as the app runs: the engine's own parts, taken one by one.
import { expose } from 'comlink'
import { createStore, entries } from 'idb-keyval'
import { choosePrecision } from '../../src/core/precision'
import { randnCpu } from '../../src/core/random/randn-cpu'
import { defaultValues, toRequest } from '../../src/core/request/form-values'
import type { Show } from '../../src/protocol/jobs'
import { readCapabilities } from '../../workers/capabilities'
import { wholeRun } from '../../workers/denoise/conditioning'
import { cpuLatents } from '../../workers/latents/cpu-latents'
import { cpuPainter } from '../../workers/painters/cpu-painter'
import { gpuLatents } from '../../workers/latents/gpu-latents'
import { gpuPainter } from '../../workers/painters/gpu-painter'
import { openBrowserLibrary } from '../../workers/library/browser-library'
import { openDevice } from '../../workers/ort/device'
import { createSerialQueue } from '../../workers/ort/queue'
import { loadRuntime } from '../../workers/ort/runtime'
import { openGraph } from '../../workers/ort/session'
import { wasmHeapBytes } from '../../workers/ort/wasm-heap'
import { openPipeline } from '../../workers/model/pipeline'
import type { Pipeline } from '../../workers/model/pipeline'
import type { PreviewCanvases } from '../../workers/painters/painter'
import { openModelStore } from '../../workers/store/model-store'
import { develop } from '../../workers/run/develop'
import { plainLoop } from './plain-loop'
import { planTimes } from './plan-times'
import { samplerTimes } from './sampler-times'

export interface LoadTimes { source: string; filesMs: number; rawReadMs: number; bytes: number }
export interface LoopTimes { samplerMs: Record<string, number>; stepMs: number[]; previewStepMs: number[]; plainMs: number[]; unetMs: number[]; uploadBytesPerStep: number; readbacks: number }
export interface Memory { gpuLive: number; gpuPeak: number; wasmHeap: number }

const backend = self.name === 'webgpu' ? 'webgpu' : 'wasm'
const store = openModelStore()
const library = openBrowserLibrary()
const modelId = 'pictograms'
let canvases: PreviewCanvases | null = null

const timed = async (work: () => Promise<unknown>) => {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

const api = {
  attach(preview: OffscreenCanvas, strip: OffscreenCanvas) {
    canvases = { preview, strip }
  },
  software: async () => (await readCapabilities(null)).adapter?.software ?? null,
  /** Makes the files ready, cold or warm, and reads the same Blobs raw for comparison. */
  async loadFiles(): Promise<LoadTimes> {
    const manifest = await library.find(modelId)
    let source = ''
    const filesMs = await timed(async () => void ({ source } = await store.ensure(manifest)))
    let bytes = 0
    const rawReadMs = await timed(async () => {
      for (const [, value] of await entries<string, unknown>(createStore('darkroom-models', 'parts'))) {
        if (value instanceof Blob) bytes += (await value.arrayBuffer()).byteLength
      }
    })
    return { source, filesMs, rawReadMs, bytes }
  },
  plans: (steps: number, rounds: number) => planTimes(modelId, backend, steps, rounds),
  /** Ours, the plain loop and the network alone in turn, `rounds` times: what slows the machine slows all three. */
  async loops(steps: number, rounds: number): Promise<LoopTimes & Memory> {
    const manifest = await library.find(modelId)
    await store.ensure(manifest)
    const ort = await loadRuntime(backend)
    const gpu = backend === 'webgpu' ? await openDevice(true) : null
    const context = { ort, backend, device: gpu?.device ?? null, queue: createSerialQueue() } as const
    const files = { open: (path: string) => store.open(manifest, path) }
    const map = { factors: manifest.latent.rgbFactors, bias: manifest.latent.rgbBias }
    const { precision } = choosePrecision(manifest, await readCapabilities(backend), null)!
    const { graph, externalData } = precision.graphs.unet
    const unet = await openGraph(context, {
      name: graph,
      graph: await files.open(graph),
      externalData: await Promise.all(Object.entries(externalData).map(async ([path, file]) => ({ path, data: await files.open(file) }))),
    }, { inputs: [], outputs: [] })
    const { channels, factor } = manifest.latent
    const n = (channels * manifest.size.height * manifest.size.width) / factor ** 2
    const states = randnCpu(1).next(2 * manifest.tokenizer.maxLength * manifest.textWidth)

    const measure = async <L>(pipeline: Pipeline<L>): Promise<LoopTimes> => {
      const requestOf = (count: number) => toRequest({ ...defaultValues(manifest), prompt: manifest.examples.en[0] ?? '', steps: count, guidance: 4, sampler: 'dpmpp_2m', schedule: 'karras' }, 7)
      const ours = async (preview: Show['preview'], count = steps) =>
        (await develop(pipeline, requestOf(count), { preview, keepSteps: false }, { onEvent() {}, checkpoint: () => gpu?.check() })).timings
      const plain = () => plainLoop(ort, unet, manifest, states, randnCpu(7).next(n), steps, 4)
      const { size, textWidth } = manifest
      const onHome = pipeline.home.upload(states)
      const conditioning = { rows: [wholeRun('', 'prompt'), wholeRun('', 'negative')], tokens: manifest.tokenizer.maxLength, states: onHome, width: textWidth, pooled: null, pooledWidth: 0, free() {} }
      const slot = pipeline.unet.open({ channels, height: size.height / factor, width: size.width / factor, picture: size, guidance: 4 }, conditioning, [0, 1])
      const network = async () => {
        await slot.run(500)
        await pipeline.home.finished()
      }
      await ours('none', 1)
      await plainLoop(ort, unet, manifest, states, randnCpu(7).next(n), 1, 4)
      const times: LoopTimes = { samplerMs: await samplerTimes(pipeline, 10), stepMs: [], previewStepMs: [], plainMs: [], unetMs: [], uploadBytesPerStep: 0, readbacks: 0 }
      for (let round = 0; round < rounds; round++) {
        times.stepMs.push(...(await ours('none')).stepMs) // the plain loop paints nothing either
        const { stepMs, traffic } = await ours('fast')
        times.previewStepMs.push(...stepMs)
        times.uploadBytesPerStep = Math.max(times.uploadBytesPerStep, traffic?.uploadBytesPerStep ?? 0)
        times.readbacks += traffic?.readbacks ?? 0
        times.plainMs.push(...(await plain()).stepMs)
        for (let i = 0; i < steps; i++) times.unetMs.push(await timed(network))
      }
      return times
    }

    const model = { context, manifest, precision, files }
    const times = gpu
      ? await openPipeline({ ...model, home: gpuLatents(gpu.device, (buffer, dims, dataType) => ort.Tensor.fromGpuBuffer(buffer, { dataType, dims })), ledger: gpu.ledger }).then((pipeline) => measure({ ...pipeline, painter: canvases && gpuPainter(gpu.device, canvases, map) }))
      : await openPipeline({ ...model, home: cpuLatents(ort) }).then((pipeline) => measure({ ...pipeline, painter: canvases && cpuPainter(canvases, map) }))
    return { ...times, gpuLive: gpu?.ledger.liveBytes ?? 0, gpuPeak: gpu?.ledger.peakBytes ?? 0, wasmHeap: wasmHeapBytes() }
  },
}

export type BenchApi = typeof api
expose(api)
