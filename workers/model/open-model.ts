// Opens a stored model by a memory plan: on the GPU or on the processor, its parts together or in turns. Hides from the engine where
// latents live and how many devices there are.
import type { ModelGraph, ModelManifest, ModelPrecision } from '../../src/core/manifest'
import type { MemoryPlan } from '../../src/core/memory/plan'
import { cpuLatents } from '../latents/cpu-latents'
import { cpuPainter } from '../painters/cpu-painter'
import { lazyEditions } from './editions'
import type { OpenEdition } from './editions'
import { gpuLatents } from '../latents/gpu-latents'
import { gpuPainter } from '../painters/gpu-painter'
import type { GpuLedger } from '../gpu/ledger'
import { readFloats } from '../gpu/read-floats'
import { readingPainter } from '../painters/reading-painter'
import { travellingLatents } from '../latents/travelling-latents'
import { uploadingPainter } from '../painters/uploading-painter'
import { openGraphFiles } from './graph-files'
import type { PipelineFiles } from './graph-files'
import type { LatentHome } from '../latents/latent-home'
import { loadedPipeline } from './loaded-model'
import type { LoadedPipeline } from './loaded-model'
import { openDevice } from '../ort/device'
import type { EngineDevice } from '../ort/device'
import type { OrtModule } from '../ort/runtime'
import type { OrtContext } from '../ort/session'
import { openPipeline, openPipelineInTurns } from './pipeline'
import type { Painter, PreviewCanvases } from '../painters/painter'
import { rowsAtOnce } from './stage-openers'
import { openUnet } from '../stages/unet'
import type { Unet } from '../stages/unet'
import { takeTurns, turningUnet } from './turns'
import type { Turns } from './turns'

/** What the engine asks of the GPU, however many devices there are. */
export type GpuGuard = Pick<EngineDevice, 'check' | 'failed' | 'explain' | 'destroy'>

export interface OpenedModel { pipeline: LoadedPipeline; gpu: GpuGuard | null }

export interface ModelToOpen {
  manifest: ModelManifest
  precision: ModelPrecision
  plan: MemoryPlan
  files: PipelineFiles
  /** Fetches the files of a graph that is not needed for every picture. */
  fetchGraph(graph: ModelGraph, ...how: [onProgress: Parameters<OpenEdition<never>>[2], stop: AbortSignal]): Promise<void>
  /** Hears the graph about to be opened. */
  onStage(graph: string): void
  ledger: GpuLedger
  /** Whether canvases show what this GPU draws. */
  gpuCanvases: boolean
}

/** `machine` has no device yet: those are opened here. */
export async function openModel(machine: OrtContext, model: ModelToOpen): Promise<OpenedModel> {
  const onGpu = machine.backend === 'webgpu'
  if (model.plan.parts === 'together') return onGpu ? openOnGpu(machine, model) : { pipeline: await openTogether(machine, model, cpuLatents(machine.ort), null, (canvases) => cpuPainter(canvases, mapOf(model))), gpu: null }
  if (onGpu) return openInTurnsOnGpu(machine, model)
  const turns = takeTurns(async () => ({ context: machine, check() {}, close: async () => {} }))
  return { pipeline: await openInTurns(machine, model, turns, cpuLatents(machine.ort), null, (canvases) => cpuPainter(canvases, mapOf(model))), gpu: null }
}

const mapOf = ({ manifest: { latent } }: ModelToOpen) => ({ factors: latent.rgbFactors, bias: latent.rgbBias })
const homeOn = (device: GPUDevice, ort: OrtModule) => gpuLatents(device, (buffer, dims, dataType) => ort.Tensor.fromGpuBuffer(buffer, { dataType, dims }))

async function openOnGpu(machine: OrtContext, model: ModelToOpen): Promise<OpenedModel> {
  const gpu = await openDevice(model.ledger)
  try {
    const { device } = gpu
    const pipeline = await openTogether({ ...machine, device }, model, homeOn(device, machine.ort), model.ledger, (canvases) =>
      model.gpuCanvases ? gpuPainter(device, canvases, mapOf(model)) : readingPainter((x) => readFloats(device, x), cpuPainter(canvases, mapOf(model))))
    gpu.check()
    return { pipeline, gpu }
  } catch (error) {
    const cause = await gpu.explain(error)
    gpu.destroy()
    throw cause
  }
}

/** Every part with a device of its own, latents that travel between them, and canvases that stay with one more: a canvas given to one
 * device after the other hangs in Chromium's software adapter. */
async function openInTurnsOnGpu(machine: OrtContext, model: ModelToOpen): Promise<OpenedModel> {
  const easel = model.gpuCanvases ? await openDevice() : null
  const travelling = travellingLatents()
  let current: EngineDevice | null = null
  const turns = takeTurns(async (withLatents) => {
    const gpu = await openDevice(model.ledger)
    current = gpu
    if (withLatents) travelling.settle(gpu.device, homeOn(gpu.device, machine.ort))
    return {
      context: { ...machine, device: gpu.device },
      check: gpu.check,
      close: () => travelling.leave().catch(async (error: unknown) => { throw await gpu.explain(error) }).finally(gpu.destroy),
    }
  })
  const makePainter = (canvases: PreviewCanvases) =>
    readingPainter(travelling.read, easel ? uploadingPainter(easel.device, canvases, mapOf(model)) : cpuPainter(canvases, mapOf(model)))
  // A device that failed stays the current one until the engine has asked.
  const devices = () => [current, easel].filter((device) => device !== null)
  const gpu: GpuGuard = {
    check() { for (const device of devices()) device.check() },
    failed: () => devices().some((device) => device.failed()),
    explain: async (error) => current?.explain(error) ?? error,
    destroy() { for (const device of devices()) device.destroy() },
  }
  try {
    return { pipeline: await openInTurns(machine, model, turns, travelling.home, model.ledger, makePainter), gpu }
  } catch (error) {
    gpu.destroy()
    throw error
  }
}

async function openTogether<L>(context: OrtContext, model: ModelToOpen, home: LatentHome<L>, ledger: GpuLedger | null, makePainter: (canvases: PreviewCanvases) => Painter<L>): Promise<LoadedPipeline> {
  const { manifest, precision, plan, files, onStage } = model
  const pipeline = await openPipeline(context, manifest, precision.graphs, files, home, ledger, onStage, plan)
  return loadedPipeline(pipeline, lazyEditions(manifest, precision, editionsOf(model, async (open) => open(context), home)), makePainter)
}

async function openInTurns<L>(context: OrtContext, model: ModelToOpen, turns: Turns, home: LatentHome<L>, ledger: GpuLedger | null, makePainter: (canvases: PreviewCanvases) => Painter<L>): Promise<LoadedPipeline> {
  const { manifest, precision, plan, files, onStage } = model
  const pipeline = await openPipelineInTurns(turns, context, manifest, precision.graphs, files, home, ledger, onStage, plan)
  return loadedPipeline(pipeline, lazyEditions(manifest, precision, editionsOf(model, async (open) => turningUnet(turns, open), home)), makePainter, turns)
}

function editionsOf<L>({ files, fetchGraph, plan }: ModelToOpen, place: (open: (context: OrtContext) => Promise<Unet<L>>) => Promise<Unet<L>>, home: LatentHome<L>): OpenEdition<L> {
  return async (graph, outputs, ...how) => {
    await fetchGraph(graph, ...how)
    return place(async (context) => openUnet(context, await openGraphFiles(graph, files), home, { outputs, ...rowsAtOnce(plan.guidance) }))
  }
}
