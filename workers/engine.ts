// The engine behind the worker: one job at a time, load and release, canvases, cancel. Owns the GPU device, the model and
// the storage; the numbers are run/denoise-loop.ts's.
import { EngineError } from '../src/core/errors/engine-error'
import type { ModelFile, ModelManifest } from '../src/core/manifest'
import type { FitQuestion } from '../src/core/memory/fit'
import { samePlan } from '../src/core/memory/plan'
import type { MemoryPlan } from '../src/core/memory/plan'
import { filesOf, filesOfGraph } from '../src/core/precision'
import type { Backend, Capabilities, EngineApi, GenerateRequest, GenerateResult, GraphRepair, LoadChoice, LoadedModel } from '../src/protocol/engine-api'
import type { EngineEvent, LoadProgress } from '../src/protocol/events'
import { readCapabilities } from './capabilities'
import { emptyLedger } from './gpu/ledger'
import { byLighterPlans } from './model/lighter-plans'
import { demandPrecision, fitFrom, fitQuestion } from './model/fit'
import { library } from './library/browser-library'
import { modelShelf } from './library/model-shelf'
import { openModel } from './model/open-model'
import type { OpenedModel } from './model/open-model'
import { outOfMemory } from './ort/out-of-memory'
import { createSerialQueue } from './ort/queue'
import { loadRuntime } from './ort/runtime'
import { wasmHeapBytes } from './ort/wasm-heap'
import { describe, encodePng } from './run/png-picture'
import type { PreviewCanvases } from './painters/painter'
import { openModelStore } from './store/model-store'

interface Loaded extends OpenedModel { manifest: ModelManifest; facts: LoadedModel; question: FitQuestion }

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
  const ledger = emptyLedger()
  let capabilities: Promise<Capabilities> | null = null
  let canvases: PreviewCanvases | null = null
  let loaded: Loaded | null = null
  /** What load() was last asked for and nobody has unloaded. */
  let wanted: { manifest: ModelManifest; choice: LoadChoice; plan: MemoryPlan | null } | null = null
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
    if (old) await close(old)
  }

  const shelf = modelShelf({
    store,
    machine: readOnce,
    async letGo(modelId) {
      if (wanted?.manifest.id === modelId) wanted = null
      if (loaded?.manifest.id === modelId) await release()
    },
  })

  /** `from` = the plan to begin with, where an earlier one ran out of memory. */
  const load = async (listed: ModelManifest, choice: LoadChoice, signal: AbortSignal, onProgress: (progress: LoadProgress) => void, from: MemoryPlan | null = null): Promise<LoadedModel> => {
    const machine = await readOnce()
    const { backend, adapter } = machine
    const precision = demandPrecision(listed, machine, choice)
    if (loaded?.manifest.id === listed.id && loaded.facts.precision === precision.id && samePlan(wanted?.choice.memory ?? {}, choice.memory ?? {})) return loaded.facts
    await release()
    const started = performance.now()
    const { manifest, source, fetchedBytes } = await shelf.fetch(listed, filesOf(listed, precision), signal, onProgress)
    const totalBytes = bytesOf(filesOf(manifest, precision))
    const report = (phase: LoadProgress['phase'], item: string) =>
      onProgress({ phase, item, bytes: totalBytes, totalBytes, fetchedBytes, bytesPerSecond: 0, secondsLeft: null })
    const stored = performance.now()

    const context = { ort: await loadRuntime(backend), backend, device: null, queue: ortQueue }
    const question = fitQuestion(manifest, precision, machine, choice.memory ?? {})
    const first = from ?? fitFrom(question, manifest).plan
    const repairs: GraphRepair[] = []
    let opened = stored
    const openBy = async (plan: MemoryPlan) => {
      const model = await openModel(context, {
        manifest, precision, plan, ledger,
        files: { open: (path) => store.open(manifest, path), onRepair: (repair) => noteRepair(repairs, repair) },
        async fetchGraph(graph, onEdition, stop) {
          await store.ensure({ ...manifest, files: filesOfGraph(manifest, graph) }, { onProgress: onEdition, signal: stop })
        },
        onStage(graph) {
          throwIfAborted(signal)
          report('sessions', graph)
        },
        gpuCanvases: !adapter?.software || options.trustCanvas,
      })
      opened = performance.now()
      try {
        report('warmup', manifest.name)
        // Kernels are compiled for the size they first see, but a processor (a software adapter is one) only computes longer.
        await model.pipeline.warmUp(backend === 'webgpu' && !adapter?.software ? 'own' : 'smallest')
        model.gpu?.check()
        return { ...model, plan }
      } catch (error) {
        const cause = (await model.gpu?.explain(error)) ?? error
        await close(model)
        throw cause
      }
    }
    const { plan, pipeline, gpu } = await byLighterPlans(first, question, manifest.name, openBy)
    if (canvases) pipeline.attach(canvases)
    const seconds = { files: (stored - started) / 1000, sessions: (opened - stored) / 1000, warmup: (performance.now() - opened) / 1000 }
    const retried = from !== null || plan !== first
    const facts: LoadedModel = { modelId: manifest.id, precision: precision.id, backend, source, seconds, repairs, memory: plan, retried }
    loaded = { manifest, pipeline, gpu, facts, question }
    wanted = { manifest, choice, plan: retried ? plan : null }
    report('ready', manifest.name)
    return facts
  }

  /** What fails for want of memory is released. */
  const run = async (model: Loaded, request: GenerateRequest, onEvent: (event: EngineEvent) => void, signal: AbortSignal): Promise<GenerateResult> => {
    const checkpoint = () => {
      throwIfAborted(signal)
      model.gpu?.check()
    }
    try {
      const { rgba, ...made } = await model.pipeline.generate(request, { onEvent, checkpoint }, signal)
      const { width, height } = request
      const infotext = describe(request, model.manifest)
      return { png: await encodePng(rgba, width, height, infotext), width, height, infotext, backend: model.facts.backend, ...made }
    } catch (thrown) {
      const cause = (await model.gpu?.explain(thrown)) ?? thrown
      if (outOfMemory(cause)) await release()
      throw cause
    }
  }

  return {
    ...shelf,
    capabilities: readOnce,
    load: (modelId, onProgress, choice = {}) => job(async (signal) => load(await library.find(modelId), choice, signal, onProgress)),
    async fit(modelId, choice = {}) {
      const [manifest, machine] = await Promise.all([library.find(modelId), readOnce()])
      return fitFrom(fitQuestion(manifest, demandPrecision(manifest, machine, choice), machine, choice.memory ?? {}), manifest)
    },
    generate: (request, onEvent) =>
      job(async (signal): Promise<GenerateResult> => {
        const reload = async (plan: MemoryPlan | null) => {
          if (wanted) await load(wanted.manifest, wanted.choice, signal, () => {}, plan)
        }
        if (!loaded) await reload(wanted?.plan ?? null) // the GPU was lost since: take a fresh one
        const model = loaded
        if (!model) throw new EngineError('unknown-model', 'No model is loaded.', 'Load a model first.')
        return byLighterPlans(model.facts.memory, model.question, model.manifest.name, async (plan, again) => {
          if (again) {
            onEvent({ type: 'memory', plan })
            await reload(plan)
          }
          return run(loaded ?? model, request, onEvent, signal)
        })
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
      return { gpuBytes: ledger.liveBytes, gpuPeakBytes: ledger.peakBytes, wasmHeapBytes: wasmHeapBytes() }
    },
    async dispose() {
      running?.abort()
      await jobs(release)
    },
  }
}

async function close({ pipeline, gpu }: OpenedModel): Promise<void> {
  await pipeline.close().catch(() => {}) // sessions of a lost device may refuse to go; the device goes anyway
  gpu?.destroy()
}

const bytesOf = (files: readonly ModelFile[]): number => files.reduce((sum, file) => sum + file.bytes, 0)

/** A part that takes turns is opened, and repaired, again and again. */
function noteRepair(repairs: GraphRepair[], repair: GraphRepair): void {
  if (!repairs.some(({ graph, name }) => graph === repair.graph && name === repair.name)) repairs.push(repair)
}

function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new EngineError('cancelled', 'Cancelled.', 'Press Generate to start again.')
}
