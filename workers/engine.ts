// The engine behind the worker: one job at a time, load and release, canvases, cancel. Owns the GPU device, the model and
// the storage; the numbers are text-to-image.ts's.
import { EngineError } from '../src/core/engine-error'
import type { ModelFile, ModelManifest } from '../src/core/manifest'
import { easiestPlan } from '../src/core/memory/plan'
import { filesOf, filesOfGraph } from '../src/core/precision'
import type { Backend, Capabilities, EngineApi, GenerateResult, GraphRepair, LoadChoice, LoadedModel } from '../src/protocol/engine-api'
import type { LoadProgress } from '../src/protocol/events'
import type { MemoryWish } from '../src/protocol/memory'
import { readCapabilities } from './capabilities'
import { cpuLatents } from './cpu-latents'
import { cpuPainter } from './cpu-painter'
import { gpuLatents } from './gpu/gpu-latents'
import { gpuPainter } from './gpu/gpu-painter'
import { softwarePainter } from './gpu/software-painter'
import { loadedPipeline } from './loaded-model'
import type { LoadedPipeline } from './loaded-model'
import { lazyEditions } from './editions'
import type { OpenEdition } from './editions'
import type { LatentHome } from './latents'
import { demandPrecision, fitBasis, fitFrom } from './model-fit'
import { library } from './model-library'
import { modelShelf } from './model-shelf'
import { openDevice } from './ort/device'
import type { EngineDevice } from './ort/device'
import { createSerialQueue } from './ort/queue'
import { loadRuntime } from './ort/runtime'
import { wasmHeapBytes } from './ort/wasm-heap'
import { openGraphFiles } from './graph-files'
import type { PipelineFiles } from './graph-files'
import { openPipeline } from './pipeline'
import { describe, encodePng } from './png-picture'
import type { Painter, PreviewCanvases } from './preview'
import { openUnet } from './stages/unet'
import { openModelStore } from './store/model-store'

interface Loaded { manifest: ModelManifest; pipeline: LoadedPipeline; gpu: EngineDevice | null; facts: LoadedModel }

export interface EngineOptions {
  /** Overrides the choice of backend (the page's `?backend=`). */
  backend: Backend | null
  /** Uses WebGPU canvases even on a software adapter (the page's `?canvas=webgpu`). */
  trustCanvas: boolean
}

export function createEngine(options: EngineOptions): EngineApi {
  const store = openModelStore()
  const jobs = createSerialQueue() // load, generate, unload and showStep never overlap
  const ortQueue = createSerialQueue()
  let capabilities: Promise<Capabilities> | null = null
  let canvases: PreviewCanvases | null = null
  let loaded: Loaded | null = null
  /** What load() was last asked for and nobody has unloaded. */
  let wanted: { manifest: ModelManifest; choice: LoadChoice } | null = null
  let running: AbortController | null = null

  const readOnce = () => (capabilities ??= readCapabilities(options.backend))

  /** Runs `work` as the current job; cancel() aborts its signal. */
  const job = <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const controller = new AbortController()
    return jobs(async () => {
      running = controller
      try {
        return await work(controller.signal)
      } catch (thrown) {
        const error = (await loaded?.gpu?.explain(thrown)) ?? thrown
        // A dead device takes its sessions with it: drop them, so that the next job starts from a fresh one.
        if (loaded?.gpu?.failed()) await release()
        throw error
      } finally {
        running = null
      }
    })
  }

  const release = async () => {
    const old = loaded
    loaded = null
    await old?.pipeline.close().catch(() => {}) // sessions of a lost device may refuse to go; the device goes anyway
    old?.gpu?.destroy()
  }

  const shelf = modelShelf({
    store,
    machine: readOnce,
    async letGo(modelId) {
      if (wanted?.manifest.id === modelId) wanted = null
      if (loaded?.manifest.id === modelId) await release()
    },
  })

  const load = async (listed: ModelManifest, choice: LoadChoice, signal: AbortSignal, onProgress: (progress: LoadProgress) => void): Promise<LoadedModel> => {
    const machine = await readOnce()
    const { backend, adapter } = machine
    const precision = demandPrecision(listed, machine, choice)
    if (loaded?.manifest.id === listed.id && loaded.facts.precision === precision.id && sameWish(wanted?.choice.memory, choice.memory)) return loaded.facts
    await release()
    const started = performance.now()
    const { manifest, source, fetchedBytes } = await shelf.fetch(listed, filesOf(listed, precision), signal, onProgress)
    const totalBytes = bytesOf(filesOf(manifest, precision))
    const report = (phase: LoadProgress['phase'], item: string) =>
      onProgress({ phase, item, bytes: totalBytes, totalBytes, fetchedBytes, bytesPerSecond: 0, secondsLeft: null })
    const stored = performance.now()

    const ort = await loadRuntime(backend)
    const gpu = backend === 'webgpu' ? await openDevice() : null
    const context = { ort, backend, device: gpu?.device ?? null, queue: ortQueue }
    const repairs: GraphRepair[] = []
    const files: PipelineFiles = { open: (path) => store.open(manifest, path), onRepair: (repair) => repairs.push(repair) }
    const onStage = (graph: string) => {
      throwIfAborted(signal)
      report('sessions', graph)
    }
    const map = { factors: manifest.latent.rgbFactors, bias: manifest.latent.rgbBias }
    const makeGpuPainter = adapter?.software && !options.trustCanvas ? softwarePainter : gpuPainter
    const openEdition = <L>(home: LatentHome<L>): OpenEdition<L> => async (graph, outputs, onEdition, stop) => {
      await store.ensure({ ...manifest, files: filesOfGraph(manifest, graph) }, { onProgress: onEdition, signal: stop })
      return openUnet(context, await openGraphFiles(graph, files), home, outputs)
    }
    const open = async <L>(home: LatentHome<L>, makePainter: (made: PreviewCanvases) => Painter<L>) =>
      loadedPipeline(
        await openPipeline(context, manifest, precision.graphs, files, home, gpu?.ledger ?? null, onStage),
        lazyEditions(manifest, precision, openEdition(home)),
        makePainter,
      )
    const pipeline = gpu
      ? await open(gpuLatents(gpu.device, (buffer, dims, dataType) => ort.Tensor.fromGpuBuffer(buffer, { dataType, dims })), (made) => makeGpuPainter(gpu.device, made, map))
      : await open(cpuLatents(ort), (made) => cpuPainter(made, map))
    const opened = performance.now()

    report('warmup', manifest.name)
    await pipeline.warmUp()
    gpu?.check()
    if (canvases) pipeline.attach(canvases)
    const seconds = { files: (stored - started) / 1000, sessions: (opened - stored) / 1000, warmup: (performance.now() - opened) / 1000 }
    const facts: LoadedModel = { modelId: manifest.id, precision: precision.id, backend, source, seconds, repairs, memory: easiestPlan, retried: false }
    loaded = { manifest, pipeline, gpu, facts }
    wanted = { manifest, choice }
    report('ready', manifest.name)
    return facts
  }

  return {
    ...shelf,
    capabilities: readOnce,
    load: (modelId, onProgress, choice = {}) => job(async (signal) => load(await library.find(modelId), choice, signal, onProgress)),
    async fit(modelId, choice = {}) {
      const [manifest, machine] = await Promise.all([library.find(modelId), readOnce()])
      return fitFrom(await fitBasis(manifest, demandPrecision(manifest, machine, choice), machine, choice.memory ?? {}), manifest)
    },
    generate: (request, onEvent) =>
      job(async (signal): Promise<GenerateResult> => {
        if (!loaded && wanted) await load(wanted.manifest, wanted.choice, signal, () => {}) // the GPU was lost since: take a fresh one
        const model = loaded
        if (!model) throw new EngineError('unknown-model', 'No model is loaded.', 'Load a model first.')
        const checkpoint = () => {
          throwIfAborted(signal)
          model.gpu?.check()
        }
        const { rgba, ...made } = await model.pipeline.generate(request, { onEvent, checkpoint }, signal)
        const { width, height } = request
        const infotext = describe(request, model.manifest)
        return { png: await encodePng(rgba, width, height, infotext), width, height, infotext, backend: model.facts.backend, ...made }
      }),
    cancel: async () => running?.abort(),
    attachCanvases: (preview, strip) =>
      job(async () => {
        canvases = { preview, strip }
        loaded?.pipeline.attach(canvases)
      }),
    showStep: (index) => job(async () => loaded?.pipeline.showStep(index)),
    unload: () =>
      job(async () => {
        wanted = null
        await release()
      }),
    remove: (modelId) => job(() => shelf.remove(modelId)),
    async memory() {
      const ledger = loaded?.gpu?.ledger
      return { gpuBytes: ledger?.liveBytes ?? 0, gpuPeakBytes: ledger?.peakBytes ?? 0, wasmHeapBytes: wasmHeapBytes() }
    },
    async dispose() {
      running?.abort()
      await jobs(release)
    },
  }
}

const bytesOf = (files: readonly ModelFile[]): number => files.reduce((sum, file) => sum + file.bytes, 0)

function sameWish(a: MemoryWish = {}, b: MemoryWish = {}): boolean {
  return a.parts === b.parts && a.text === b.text && a.guidance === b.guidance && a.decoder === b.decoder
}

function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new EngineError('cancelled', 'Cancelled.', 'Press Generate to start again.')
}
