// The engine behind the worker: the door of protocol/engine-api.ts. Jobs wait in one queue (jobs.ts) and make sure of their model
// themselves (model/current-model.ts); what makes a picture is run/develop.ts, and the loop in it run/denoise-loop.ts.
import type { ModelManifest } from '../src/core/manifest'
import type { MemoryPlan } from '../src/core/memory/plan'
import { autoLoadBytes, filesOf } from '../src/core/precision'
import { infotextOf } from '../src/core/request/write-infotext'
import type { EngineApi } from '../src/protocol/engine-api'
import type { JobEvent } from '../src/protocol/events'
import type { Job, PictureResult } from '../src/protocol/jobs'
import type { LoadChoice } from '../src/protocol/loaded-model'
import type { Environment } from './environment'
import { emptyLedger } from './gpu/ledger'
import { jobQueue, throwIfAborted } from './jobs'
import { modelShelf } from './library/model-shelf'
import { currentModel } from './model/current-model'
import type { OpenModel } from './model/current-model'
import { noSuchStep } from './model/drawing-model'
import { editionOf } from './model/editions'
import { demandPrecision, fitFrom, fitQuestion } from './model/fit'
import { byLighterPlans } from './model/lighter-plans'
import { bySounderWays, waysAfter } from './model/sounder-ways'
import type { Way } from './model/sounder-ways'
import { machineFor } from './model/tried-machine'
import { outOfMemory } from './ort/out-of-memory'
import { createSerialQueue } from './ort/queue'
import { wasmHeapBytes } from './ort/wasm-heap'
import { keptImages } from './run/images'
import { planRun } from './run/plan'
import { pngOf } from './run/png'

export function createEngine(environment: Environment): EngineApi {
  const { library, store, encodePng } = environment
  const capabilities = () => environment.capabilities()
  const jobs = jobQueue()
  const ledger = emptyLedger()
  const images = keptImages(environment.imageSize)
  const ortQueue = createSerialQueue()
  const shelf = modelShelf({
    ...environment,
    triedFor: async (model, wished) => machineFor(model, wished, await capabilities(), () => environment.tried(ortQueue)),
    async letGo(modelId) {
      if (models.open()?.manifest.id === modelId) await models.unload()
    },
  })
  const models = currentModel(environment, shelf, ledger, ortQueue)

  /** In which way a model computed a picture, where the one chosen first did not. */
  const sound = new Map<string, Way>()

  /** In the queue, under its id; what went wrong on the GPU is told in its own words. */
  const inTurn = <T>(id: string | null, work: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    jobs.run(id, async (signal) => {
      shelf.endCheck()
      try {
        return await work(signal)
      } catch (thrown) {
        const gpu = models.open()?.gpu
        const error = (await gpu?.explain(thrown)) ?? thrown
        // A dead device takes its sessions with it: drop them, so that the next job starts from a fresh one.
        if (gpu?.failed()) await models.close()
        throw error
      }
    })

  /** Rejects what cannot be drawn before a byte of its model is fetched. */
  const refuse = async ({ request, show }: Job) => {
    const open = models.open()?.manifest
    const manifest: ModelManifest = open?.id === request.model.id ? open : await library.find(request.model.id)
    planRun(manifest, request)
    editionOf(request, show)
  }

  /** What fails for want of memory is released. */
  const draw = async ({ model, gpu, manifest, facts: { backend } }: OpenModel, job: Job, onEvent: (event: JobEvent) => void, signal: AbortSignal): Promise<PictureResult> => {
    const checkpoint = () => {
      throwIfAborted(signal)
      gpu?.check()
    }
    try {
      checkpoint()
      const { rgba, ...made } = await model.draw(job, { onEvent, checkpoint }, signal)
      const { width, height } = job.request.size
      const infotext = infotextOf(job.request, manifest)
      return { png: await pngOf(encodePng, rgba, width, height, infotext), width, height, infotext, backend, ...made }
    } catch (thrown) {
      const cause = (await gpu?.explain(thrown)) ?? thrown
      if (outOfMemory(cause)) await models.close()
      throw cause
    }
  }

  /** The sounder ways of a model; a precision that would be a long download waits for a yes. */
  const waysFrom = async ({ manifest, facts }: OpenModel): Promise<Way[]> =>
    waysAfter(facts, manifest, await capabilities(), async (precision) => {
      const { totalBytes, storedBytes } = await store.status({ ...manifest, files: filesOf(manifest, precision) })
      return totalBytes - storedBytes <= autoLoadBytes
    })

  return {
    ...shelf,
    capabilities,
    selfTest: async () => ({ capabilities: await capabilities(), browser: navigator.userAgent, adapter: await environment.adapterFacts() }),
    submit: (job, onEvent) =>
      inTurn(job.id, async (signal) => {
        onEvent({ type: 'started' })
        await refuse(job)
        const { id, ...choice } = job.request.model
        const key = soundKey(id, choice)
        let opened: OpenModel | null = null
        return bySounderWays(sound.get(key) ?? null, async () => (opened ? waysFrom(opened) : []), async (way, again) => {
          if (way && again) onEvent({ type: 'sounder', ...way })
          const ready = async (plan?: MemoryPlan) => {
            const model = await models.ensure(id, choice, { signal, onProgress: (progress) => onEvent({ type: 'loading', progress }), way, ...(plan && { plan }) })
            onEvent({ type: 'loaded', model: model.facts })
            return model
          }
          const first = await ready()
          opened ??= first
          const result = await byLighterPlans(first.facts.memory, first.question, first.manifest.name, async (plan, lighter) => {
            if (lighter) onEvent({ type: 'memory', plan })
            return draw(lighter ? await ready(plan) : first, job, onEvent, signal)
          })
          if (way) sound.set(key, way)
          return result
        })
      }),
    load: (id, modelId, onProgress, choice = {}) => inTurn(id, async (signal) => (await models.ensure(modelId, choice, { signal, onProgress, way: sound.get(soundKey(modelId, choice)) ?? null })).facts),
    cancel: async (id) => jobs.cancel(id),
    putImage: (image) => images.put(image),
    async fit(modelId, choice = {}) {
      const [manifest, machine] = await Promise.all([library.find(modelId), capabilities()])
      return fitFrom(fitQuestion(manifest, demandPrecision(manifest, machine, choice), machine, choice.memory ?? {}), manifest)
    },
    attachCanvases: (preview, strip) => inTurn(null, async () => models.attach({ preview, strip })),
    showStep: (id, step) =>
      inTurn(null, async () => {
        const open = models.open()
        if (!open) throw noSuchStep()
        await open.model.showStep(id, step)
      }),
    release: (id) => inTurn(null, async () => models.open()?.model.release(id)),
    unload: () =>
      inTurn(null, async () => {
        sound.clear()
        await models.unload()
      }),
    remove: (modelId) => inTurn(null, () => shelf.remove(modelId)),
    async memory() {
      return { gpuBytes: ledger.liveBytes, gpuPeakBytes: ledger.peakBytes, wasmHeapBytes: wasmHeapBytes() }
    },
    async dispose() {
      jobs.cancelAll()
      await jobs.run(null, () => models.close())
    },
  }
}

const soundKey = (id: string, { precision = '' }: LoadChoice): string => `${id} ${precision}`
