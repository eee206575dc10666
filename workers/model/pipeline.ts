// A loaded model, ready to run: its stages, where its latents live and what shows them.
import type { ModelGraphs, ModelManifest } from '../../src/core/manifest'
import { easiestPlan } from '../../src/core/memory/plan'
import type { MemoryPlan } from '../../src/core/memory/plan'
import type { PipelineFiles } from './graph-files'
import type { GpuLedger } from '../gpu/ledger'
import type { LatentHome } from '../latents/latent-home'
import type { OrtContext } from '../ort/session'
import type { Painter } from '../painters/painter'
import { stageOpeners } from './stage-openers'
import { promptEncoder } from '../stages/prompt-encoder'
import type { PromptEncoder } from '../stages/prompt-encoder'
import type { PromptTokenizer } from '../stages/tokenizer'
import type { Unet } from '../stages/unet'
import type { VaeDecoder } from '../stages/vae-decoder'
import { turningDecoder, turningTextEncoder, turningUnet } from './turns'
import type { Turns } from './turns'

export interface Pipeline<L> {
  manifest: ModelManifest
  home: LatentHome<L>
  /** Of the first text encoder. */
  tokenizer: PromptTokenizer
  prompts: PromptEncoder<L>
  unet: Unet<L>
  vaeDecoder: VaeDecoder<L>
  /** Absent until the page hands canvases over. */
  painter: Painter<L> | null
  /** Absent on wasm. */
  ledger: GpuLedger | null
}

/** Opens every stage of a model, one after the other; `onStage` hears the graph about to be opened. */
export async function openPipeline<L>(context: OrtContext, manifest: ModelManifest, graphs: ModelGraphs, files: PipelineFiles, home: LatentHome<L>, ledger: GpuLedger | null, onStage: (graph: string) => void, plan: MemoryPlan = easiestPlan): Promise<Pipeline<L>> {
  const stages = await stageOpeners(manifest, graphs, files, home, plan, onStage)
  // The largest first: its transient memory is free again when the others load.
  const unet = await stages.unet(context)
  const readers = []
  for (const { tokenizer, open } of stages.readers) readers.push({ tokenizer, encoder: await open(textContext(context, plan)) })
  const vaeDecoder = await stages.vaeDecoder(context)
  return { manifest, home, tokenizer: readers[0]!.tokenizer, unet, prompts: promptEncoder(home, readers, manifest.text), vaeDecoder, painter: null, ledger }
}

/** The same with parts that take turns: each is opened when it is needed. `fixed` is for what takes no part in that. */
export async function openPipelineInTurns<L>(turns: Turns, fixed: OrtContext, manifest: ModelManifest, graphs: ModelGraphs, files: PipelineFiles, home: LatentHome<L>, ledger: GpuLedger | null, onStage: (graph: string) => void, plan: MemoryPlan): Promise<Pipeline<L>> {
  const stages = await stageOpeners(manifest, graphs, files, home, plan, onStage)
  const readers = []
  for (const { tokenizer, open } of stages.readers) {
    // A text encoder in the wasm heap is in nobody's way on the GPU.
    const stays = plan.text === 'wasm' && fixed.backend === 'webgpu'
    readers.push({ tokenizer, encoder: stays ? await open(textContext(fixed, plan)) : turningTextEncoder(turns, open) })
  }
  return {
    manifest, home, ledger,
    tokenizer: readers[0]!.tokenizer,
    unet: turningUnet(turns, stages.unet),
    prompts: promptEncoder(home, readers, manifest.text),
    vaeDecoder: turningDecoder(turns, stages.vaeDecoder),
    painter: null,
  }
}

/** The runtime that computes on the GPU computes on the processor as well. */
function textContext(context: OrtContext, { text }: MemoryPlan): OrtContext {
  return text === 'wasm' ? { ...context, backend: 'wasm', device: null } : context
}

/** Releases every stage; the last release on a device frees its weights. */
export async function closePipeline<L>(pipeline: Pipeline<L>): Promise<void> {
  for (const stage of [pipeline.unet, pipeline.prompts, pipeline.vaeDecoder]) await stage.release()
  pipeline.painter?.dispose()
  pipeline.home.dispose()
}
