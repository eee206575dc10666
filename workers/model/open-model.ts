// Opens a stored model by a memory plan: on the GPU or on the processor, its parts together or in turns. The outer of the two layers:
// devices, homes and painters are chosen here, stages are opened in pipeline.ts. Hides from the engine how many devices there are.
import type { MemoryPlan } from '../../src/core/memory/plan'
import type { GpuLedger } from '../gpu/ledger'
import { readFloats } from '../gpu/read-floats'
import { proveRoom } from '../gpu/room'
import { cpuLatents } from '../latents/cpu-latents'
import { gpuLatents } from '../latents/gpu-latents'
import type { GpuLatent } from '../latents/gpu-latents'
import { travellingLatents } from '../latents/travelling-latents'
import { openDevice } from '../ort/device'
import type { EngineDevice } from '../ort/device'
import type { OrtModule } from '../ort/runtime'
import { cpuPainter } from '../painters/cpu-painter'
import { gpuPainter } from '../painters/gpu-painter'
import type { Painter, PreviewCanvases } from '../painters/painter'
import { readingPainter } from '../painters/reading-painter'
import { uploadingPainter } from '../painters/uploading-painter'
import { drawingModel } from './drawing-model'
import type { DrawingModel } from './drawing-model'
import { openPipeline } from './pipeline'
import type { PipelineOptions } from './pipeline'
import { takeTurns } from './turns'

/** What the engine asks of the GPU, however many devices there are. */
export type GpuGuard = Pick<EngineDevice, 'check' | 'failed' | 'explain' | 'destroy'>

export interface OpenedModel { model: DrawingModel; gpu: GpuGuard | null }

/** `context` has no device yet: those are opened here. */
export interface ModelOptions extends Omit<PipelineOptions<never>, 'home' | 'turns'> {
  plan: MemoryPlan
  ledger: GpuLedger
  /** Of one buffer, by this plan. */
  largestBytes: number
  /** Whether the GPU's are trusted. */
  subgroups: boolean
  /** Whether canvases show what this GPU draws. */
  gpuCanvases: boolean
}

export function openModel(options: ModelOptions): Promise<OpenedModel> {
  if (options.context.backend === 'wasm') return openOnProcessor(options)
  return options.plan.parts === 'together' ? openOnGpu(options) : openInTurnsOnGpu(options)
}

const mapOf = ({ manifest: { latent } }: ModelOptions) => ({ factors: latent.rgbFactors, bias: latent.rgbBias })
const homeOn = (device: GPUDevice, ort: OrtModule) => gpuLatents(device, (buffer, dims, dataType) => ort.Tensor.fromGpuBuffer(buffer, { dataType, dims }))

/** A device that has room for the largest buffer of the model. */
async function openModelDevice({ subgroups, ledger, largestBytes }: ModelOptions): Promise<EngineDevice> {
  const gpu = await openDevice(subgroups, ledger)
  try {
    await proveRoom(gpu.device, largestBytes)
    return gpu
  } catch (error) {
    const cause = await gpu.explain(error)
    gpu.destroy()
    throw cause
  }
}

async function openOnProcessor(options: ModelOptions): Promise<OpenedModel> {
  const { context, plan } = options
  const together = plan.parts === 'together'
  const turns = together ? null : takeTurns(async () => ({ context, check() {}, close: async () => {} }))
  // Where the processor stands in for a GPU, canvases stay with WebGPU: none can be painted both ways.
  const easel = options.gpuCanvases ? await openDevice(options.subgroups) : null
  const makePainter = (canvases: PreviewCanvases) => (easel ? uploadingPainter(easel.device, canvases, mapOf(options)) : cpuPainter(canvases, mapOf(options)))
  try {
    const pipeline = await openPipeline({ ...options, home: cpuLatents(context.ort), turns, ledger: null })
    return { model: drawingModel(pipeline, makePainter, together), gpu: easel }
  } catch (error) {
    easel?.destroy()
    throw error
  }
}

async function openOnGpu(options: ModelOptions): Promise<OpenedModel> {
  const { context: { ort }, gpuCanvases } = options
  const gpu = await openModelDevice(options)
  const { device } = gpu
  const makePainter = (canvases: PreviewCanvases): Painter<GpuLatent> =>
    gpuCanvases ? gpuPainter(device, canvases, mapOf(options)) : readingPainter((x) => readFloats(device, x), cpuPainter(canvases, mapOf(options)))
  try {
    const pipeline = await openPipeline({ ...options, context: { ...options.context, device }, home: homeOn(device, ort) })
    gpu.check()
    return { model: drawingModel(pipeline, makePainter, true), gpu }
  } catch (error) {
    const cause = await gpu.explain(error)
    gpu.destroy()
    throw cause
  }
}

/** Every part with a device of its own, latents that travel between them, and canvases that stay with one more: a canvas given to one
 * device after the other hangs in Chromium's software adapter. */
async function openInTurnsOnGpu(options: ModelOptions): Promise<OpenedModel> {
  const { context } = options
  const easel = options.gpuCanvases ? await openDevice(options.subgroups) : null
  const travelling = travellingLatents()
  let current: EngineDevice | null = null
  const turns = takeTurns(async (withLatents) => {
    const gpu = await openModelDevice(options)
    current = gpu
    if (withLatents) travelling.settle(gpu.device, homeOn(gpu.device, context.ort))
    return {
      context: { ...context, device: gpu.device },
      check: gpu.check,
      close: () => travelling.leave().catch(async (error: unknown) => { throw await gpu.explain(error) }).finally(gpu.destroy),
    }
  })
  const makePainter = (canvases: PreviewCanvases) =>
    readingPainter(travelling.read, easel ? uploadingPainter(easel.device, canvases, mapOf(options)) : cpuPainter(canvases, mapOf(options)))
  // A device that failed stays the current one until the engine has asked.
  const devices = () => [current, easel].filter((device) => device !== null)
  const gpu: GpuGuard = {
    check() { for (const device of devices()) device.check() },
    failed: () => devices().some((device) => device.failed()),
    explain: async (error) => current?.explain(error) ?? error,
    destroy() { for (const device of devices()) device.destroy() },
  }
  try {
    return { model: drawingModel(await openPipeline({ ...options, home: travelling.home, turns }), makePainter, false), gpu }
  } catch (error) {
    gpu.destroy()
    throw error
  }
}
