// The one model that is open. Whoever needs a model asks for it by id and choice; it is opened unless it is the one, by a plan that
// finds memory enough, and whatever was open before goes first.
import { EngineError } from '../../src/core/errors/engine-error'
import type { ModelFile, ModelManifest, ModelPrecision } from '../../src/core/manifest'
import { weighPlan } from '../../src/core/memory/fit'
import type { FitQuestion } from '../../src/core/memory/fit'
import { samePlan } from '../../src/core/memory/plan'
import type { MemoryPlan } from '../../src/core/memory/plan'
import { autoLoadBytes, filesOf, filesOfGraph } from '../../src/core/precision'
import type { LoadProgress } from '../../src/protocol/events'
import type { GraphRepair, LoadChoice, LoadedModel } from '../../src/protocol/loaded-model'
import type { Backend, Capabilities } from '../../src/protocol/machine'
import type { Environment } from '../environment'
import type { GpuLedger } from '../gpu/ledger'
import { throwIfAborted } from '../jobs'
import type { ModelShelf } from '../library/model-shelf'
import type { SerialQueue } from '../ort/queue'
import type { PreviewCanvases } from '../painters/painter'
import { demandPrecision, fitFrom, fitQuestion } from './fit'
import { byLighterPlans } from './lighter-plans'
import { openModel } from './open-model'
import type { OpenedModel } from './open-model'
import { runtimeFor } from './runtime-for'
import type { Way } from './sounder-ways'
import { machineFor } from './tried-machine'

export interface OpenModel extends OpenedModel {
  manifest: ModelManifest
  choice: LoadChoice
  facts: LoadedModel
  question: FitQuestion
  /** How it was asked to run; null = as its choice has it. */
  way: Way | null
}

export interface Asking {
  signal: AbortSignal
  onProgress(progress: LoadProgress): void
  /** Opens it anew, and by this plan first: an earlier one ran out of memory. */
  plan?: MemoryPlan
  /** Instead of the precision and backend that the choice comes to: those computed no picture. */
  way?: Way | null
}

export interface CurrentModel {
  /** Null while none is open. */
  open(): OpenModel | null
  ensure(modelId: string, choice: LoadChoice, asking: Asking): Promise<OpenModel>
  attach(canvases: PreviewCanvases): void
  /** Frees the sessions and the memory; the steps that jobs kept go with it. */
  close(): Promise<void>
  /** The same, because somebody wants it gone: the next time begins from nothing. */
  unload(): Promise<void>
}

export function currentModel(environment: Environment, shelf: Pick<ModelShelf, 'fetch'>, ledger: GpuLedger, ortQueue: SerialQueue): CurrentModel {
  const { library, store, loadRuntime, trustCanvas } = environment
  let current: OpenModel | null = null
  let canvases: PreviewCanvases | null = null
  /** By which plan a model last found memory, where that was not the one chosen first: it is begun with when the GPU was lost. */
  let proven: { modelId: string; precision: string; backend: Backend; choice: LoadChoice; plan: MemoryPlan } | null = null

  const close = async () => {
    const old = current
    current = null
    if (old) await closeOpened(old)
  }

  /** What was stored is in half precision, which was found wrong just now: what takes its place may be gigabytes that nobody asked for. */
  const refuseLongDownload = async (model: ModelManifest, precision: ModelPrecision) => {
    const { totalBytes, storedBytes } = await store.status({ ...model, files: filesOf(model, precision) })
    if (totalBytes - storedBytes > autoLoadBytes) throw new EngineError('bad-request.half-wrong', { model: model.name }, precision.id)
  }

  return {
    open: () => current,
    close,
    unload() {
      proven = null
      return close()
    },
    attach(given) {
      canvases = given
      current?.model.attach(given)
    },
    async ensure(modelId, choice, { signal, onProgress, plan: asked, way = null }) {
      const wish = choice.memory ?? {}
      const isOpen = (precision: (open: OpenModel) => boolean) =>
        asked === undefined && current?.manifest.id === modelId && samePlan(current.choice.memory ?? {}, wish) && precision(current) ? current : null
      // A picture after the other of one model asks nobody.
      const quick = isOpen((open) => open.choice.precision === choice.precision && open.way?.precision === way?.precision && open.way?.backend === way?.backend)
      if (quick) return quick
      const [own, listed] = await Promise.all([environment.capabilities(), library.find(modelId)])
      const inWay = (known: Capabilities) => ({ ...known, ...(way && { backend: way.backend }) })
      const untried = inWay(own)
      const wished = (way ?? choice).precision ?? null
      const machine = await machineFor(listed, wished, untried, async () => inWay(await environment.tried(ortQueue)))
      const { backend, adapter } = machine
      const precision = demandPrecision(listed, machine, way ?? choice)
      if (!machine.shaderF16 && untried.shaderF16) await refuseLongDownload(listed, precision)
      const there = isOpen((open) => open.facts.precision === precision.id && open.facts.backend === backend)
      if (there) return there
      await close()
      const started = performance.now()
      const { manifest, source, fetchedBytes } = await shelf.fetch(listed, filesOf(listed, precision), signal, onProgress)
      const totalBytes = bytesOf(filesOf(manifest, precision))
      const report = (phase: LoadProgress['phase'], item: string) =>
        onProgress({ phase, item, bytes: totalBytes, totalBytes, fetchedBytes, bytesPerSecond: 0, secondsLeft: null })
      const stored = performance.now()

      const context = { ort: await runtimeFor(backend, own, loadRuntime), backend, device: null, queue: ortQueue }
      const question = fitQuestion(manifest, precision, machine, wish)
      const known = proven?.modelId === modelId && proven.precision === precision.id && proven.backend === backend && samePlan(proven.choice.memory ?? {}, wish) ? proven.plan : undefined
      const from = asked ?? known
      const first = from ?? fitFrom(question, manifest).plan
      const repairs: GraphRepair[] = []
      let opened = stored
      // Parts that take turns are opened again in later jobs: this one's signal and progress are not theirs.
      let opening = true
      const openBy = async (plan: MemoryPlan) => {
        const made = await openModel({
          context, manifest, precision, plan, ledger,
          files: { open: (path) => store.open(manifest, path), onRepair: (repair) => noteRepair(repairs, repair) },
          async fetchGraph(graph, onEdition, stop) {
            await store.ensure({ ...manifest, files: filesOfGraph(manifest, graph) }, { onProgress: onEdition, signal: stop })
          },
          onStage(graph) {
            if (!opening) return
            throwIfAborted(signal)
            report('sessions', graph)
          },
          subgroups: machine.subgroups,
          largestBytes: weighPlan(question, plan).largestBytes,
          gpuCanvases: own.backend === 'webgpu' && (!adapter?.software || trustCanvas),
        })
        opened = performance.now()
        try {
          report('warmup', manifest.name)
          // Kernels are compiled for the size they first see, but a processor (a software adapter is one) only computes longer.
          await made.model.warmUp(backend === 'webgpu' && !adapter?.software ? 'own' : 'smallest')
          made.gpu?.check()
          return { ...made, plan }
        } catch (error) {
          const cause = (await made.gpu?.explain(error)) ?? error
          await closeOpened(made)
          throw cause
        }
      }
      const { plan, ...made } = await byLighterPlans(first, question, manifest.name, openBy)
      opening = false
      if (canvases) made.model.attach(canvases)
      const seconds = { files: (stored - started) / 1000, sessions: (opened - stored) / 1000, warmup: (performance.now() - opened) / 1000 }
      const retried = from !== undefined || plan !== first
      const facts: LoadedModel = { modelId, precision: precision.id, backend, source, seconds, repairs, memory: plan, retried }
      current = { ...made, manifest, choice, facts, question, way }
      proven = retried ? { modelId, precision: precision.id, backend, choice, plan } : null
      report('ready', manifest.name)
      return current
    },
  }
}

async function closeOpened({ model, gpu }: OpenedModel): Promise<void> {
  await model.close().catch(() => {}) // sessions of a lost device may refuse to go; the device goes anyway
  gpu?.destroy()
}

const bytesOf = (files: readonly ModelFile[]): number => files.reduce((sum, file) => sum + file.bytes, 0)

/** A part that takes turns is opened, and repaired, again and again. */
function noteRepair(repairs: GraphRepair[], repair: GraphRepair): void {
  if (!repairs.some(({ graph, name }) => graph === repair.graph && name === repair.name)) repairs.push(repair)
}
