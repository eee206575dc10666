// A loaded model, ready to run: its stages, where its latents live and what shows them.
import type { ModelGraph, ModelGraphs, ModelManifest } from '../src/core/manifest'
import type { GpuLedger } from './gpu/ledger'
import type { LatentHome } from './latents'
import { openGraphFiles } from './graph-files'
import type { PipelineFiles } from './graph-files'
import type { OrtContext } from './ort/session'
import type { Painter } from './preview'
import { promptEncoder } from './stages/prompt-encoder'
import type { PromptEncoder } from './stages/prompt-encoder'
import { openTextEncoder } from './stages/text-encoder'
import { openTokenizer } from './stages/tokenizer'
import type { PromptTokenizer } from './stages/tokenizer'
import { openUnet } from './stages/unet'
import type { Unet } from './stages/unet'
import { openVaeDecoder } from './stages/vae-decoder'
import type { VaeDecoder } from './stages/vae-decoder'

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
export async function openPipeline<L>(context: OrtContext, manifest: ModelManifest, graphs: ModelGraphs, files: PipelineFiles, home: LatentHome<L>, ledger: GpuLedger | null, onStage: (graph: string) => void): Promise<Pipeline<L>> {
  const graphFiles = (graph: ModelGraph) => {
    onStage(graph.graph)
    return openGraphFiles(graph, files)
  }
  const { text } = manifest
  const openReader = async (tokenizer: PromptTokenizer, graph: ModelGraph, output: string | undefined, pooled: string | undefined) => ({
    tokenizer,
    encoder: await openTextEncoder(context, await graphFiles(graph), output ?? 'last_hidden_state', pooled ?? null),
  })
  const open = (path: string) => files.open(path)
  const tokenizer = await openTokenizer(manifest.tokenizer, open)
  // The largest first: its transient memory is free again when the others load.
  const unet = await openUnet(context, await graphFiles(graphs.unet), home)
  const readers = [await openReader(tokenizer, graphs.textEncoder, text?.states[0], graphs.textEncoder2 ? undefined : text?.pooled)]
  if (graphs.textEncoder2) {
    const second = manifest.tokenizer2 ? await openTokenizer(manifest.tokenizer2, open) : tokenizer
    readers.push(await openReader(second, graphs.textEncoder2, text?.states[1], text?.pooled))
  }
  return {
    manifest,
    home,
    tokenizer,
    unet,
    prompts: promptEncoder(home, readers, text),
    vaeDecoder: await openVaeDecoder(context, await graphFiles(graphs.vaeDecoder), home, manifest.latent),
    painter: null,
    ledger,
  }
}

/** Releases every stage; the last release on a device frees its weights. */
export async function closePipeline<L>(pipeline: Pipeline<L>): Promise<void> {
  for (const stage of [pipeline.unet, pipeline.prompts, pipeline.vaeDecoder]) await stage.release()
  pipeline.painter?.dispose()
  pipeline.home.dispose()
}
