// A model ready to run: its stages, where its latents live and what shows them. The inner of the two layers of opening one: here each
// graph becomes a stage, at once or when its turn comes; which device, which home and which painter is open-model.ts's.
import type { ModelGraph, ModelManifest, ModelPrecision } from '../../src/core/manifest'
import { easiestPlan } from '../../src/core/memory/plan'
import type { MemoryPlan } from '../../src/core/memory/plan'
import type { LoadProgress } from '../../src/protocol/events'
import type { GpuLedger } from '../gpu/ledger'
import type { LatentHome } from '../latents/latent-home'
import type { OrtContext } from '../ort/session'
import type { Painter } from '../painters/painter'
import { promptEncoder } from '../stages/prompt-encoder'
import type { PromptEncoder } from '../stages/prompt-encoder'
import { openTextEncoder } from '../stages/text-encoder'
import { openTiledDecoder } from '../stages/tiled-decoder'
import { openTokenizer } from '../stages/tokenizer'
import type { PromptTokenizer } from '../stages/tokenizer'
import { openUnet } from '../stages/unet'
import type { Unet } from '../stages/unet'
import { openVaeDecoder } from '../stages/vae-decoder'
import type { VaeDecoder } from '../stages/vae-decoder'
import { lazyEditions } from './editions'
import type { Editions } from './editions'
import { openGraphFiles } from './graph-files'
import type { PipelineFiles } from './graph-files'
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

export interface OpenedPipeline<L> extends Pipeline<L> {
  editions: Editions<L>
  /** Releases every stage; the last release on a device frees its weights. */
  close(): Promise<void>
}

export interface PipelineOptions<L> {
  manifest: ModelManifest
  precision: ModelPrecision
  files: PipelineFiles
  /** Where stages are opened; with `turns`, only those that take no part in them. */
  context: OrtContext
  home: LatentHome<L>
  /** Absent = all parts stay open. */
  turns?: Turns | null
  /** Absent = the easiest. */
  plan?: MemoryPlan
  ledger?: GpuLedger | null
  /** Hears the graph about to be opened. */
  onStage?(graph: string): void
  /** Brings the files of a graph that few pictures need. */
  fetchGraph?(graph: ModelGraph, onProgress: (progress: LoadProgress) => void, signal: AbortSignal): Promise<void>
}

export async function openPipeline<L>(options: PipelineOptions<L>): Promise<OpenedPipeline<L>> {
  const { manifest, precision, files, context, home, turns = null, plan = easiestPlan, ledger = null, onStage, fetchGraph } = options
  const { graphs } = precision
  const graphFiles = (graph: ModelGraph) => {
    onStage?.(graph.graph)
    return openGraphFiles(graph, files)
  }
  const rows = plan.guidance === 'single' ? { rowsAtOnce: 1 } : {}
  const openFullUnet = async (place: OrtContext) => openUnet(place, await graphFiles(graphs.unet), home, rows)
  const openDecoder = async (place: OrtContext) => (plan.decoder === 'tiles' ? openTiledDecoder : openVaeDecoder)(place, await graphFiles(graphs.vaeDecoder), home, manifest.latent)

  // The runtime that computes on the GPU computes on the processor as well.
  const textContext: OrtContext = plan.text === 'wasm' ? { ...context, backend: 'wasm', device: null } : context
  // A text encoder in the wasm heap is in nobody's way on the GPU.
  const textStays = !turns || (plan.text === 'wasm' && context.backend === 'webgpu')

  const texts = await textParts(options)
  // The largest first: its transient memory is free again when the others load.
  const unet = turns ? turningUnet(turns, openFullUnet) : await openFullUnet(context)
  const readers = []
  for (const { tokenizer, graph, states, pooled } of texts) {
    const open = async (place: OrtContext) => openTextEncoder(place, await graphFiles(graph), states, pooled)
    readers.push({ tokenizer, encoder: textStays ? await open(textContext) : turningTextEncoder(turns!, open) })
  }
  const prompts = promptEncoder(home, readers, manifest.text)
  const vaeDecoder = turns ? turningDecoder(turns, openDecoder) : await openDecoder(context)

  const editions = lazyEditions<L>(manifest, precision, async (graph, outputs, onProgress, signal) => {
    await fetchGraph?.(graph, onProgress, signal)
    const open = async (place: OrtContext) => openUnet(place, await openGraphFiles(graph, files), home, { outputs, ...rows })
    return turns ? turningUnet(turns, open) : open(context)
  })
  const pipeline: OpenedPipeline<L> = {
    manifest, home, ledger, unet, prompts, vaeDecoder, editions,
    tokenizer: readers[0]!.tokenizer,
    painter: null,
    async close() {
      await editions.release()
      await turns?.leave()
      for (const stage of [unet, prompts, vaeDecoder]) await stage.release()
      pipeline.painter?.dispose()
      home.dispose()
    },
  }
  return pipeline
}

/** Each text encoder with its tokenizer and the names of the outputs that are read. */
async function textParts<L>({ manifest, precision: { graphs }, files }: PipelineOptions<L>): Promise<{ tokenizer: PromptTokenizer; graph: ModelGraph; states: string; pooled: string | null }[]> {
  const { text } = manifest
  const open = (path: string) => files.open(path)
  const tokenizer = await openTokenizer(manifest.tokenizer, open)
  const first = { tokenizer, graph: graphs.textEncoder, states: text?.states[0] ?? 'last_hidden_state', pooled: (graphs.textEncoder2 ? null : text?.pooled) ?? null }
  if (!graphs.textEncoder2) return [first]
  const second = manifest.tokenizer2 ? await openTokenizer(manifest.tokenizer2, open) : tokenizer
  return [first, { tokenizer: second, graph: graphs.textEncoder2, states: text?.states[1] ?? 'last_hidden_state', pooled: text?.pooled ?? null }]
}
