// A loaded model, ready to run: its stages, where its latents live and what shows them.
import type { ModelGraph, ModelGraphs, ModelManifest } from '../src/core/manifest'
import type { GpuLedger } from './gpu/ledger'
import type { LatentHome } from './latents'
import type { GraphFiles, OrtContext } from './ort/session'
import type { Painter } from './preview'
import { openTextEncoder } from './stages/text-encoder'
import type { TextEncoder } from './stages/text-encoder'
import { openTokenizer } from './stages/tokenizer'
import type { PromptTokenizer } from './stages/tokenizer'
import { openUnet } from './stages/unet'
import type { Unet } from './stages/unet'
import { openVaeDecoder } from './stages/vae-decoder'
import type { VaeDecoder } from './stages/vae-decoder'

export interface Pipeline<L> {
  manifest: ModelManifest
  home: LatentHome<L>
  tokenizer: PromptTokenizer
  textEncoder: TextEncoder<L>
  unet: Unet<L>
  vaeDecoder: VaeDecoder<L>
  /** Absent until the page hands canvases over. */
  painter: Painter<L> | null
  /** Absent on wasm. */
  ledger: GpuLedger | null
}

export interface PipelineFiles {
  /** The stored file at this manifest path. */
  open(path: string): Promise<Blob>
}

/** Opens every stage of a model, one after the other; `onStage` hears the graph about to be opened. */
export async function openPipeline<L>(context: OrtContext, manifest: ModelManifest, graphs: ModelGraphs, files: PipelineFiles, home: LatentHome<L>, ledger: GpuLedger | null, onStage: (graph: string) => void): Promise<Pipeline<L>> {
  const graphFiles = (stage: 'textEncoder' | 'unet' | 'vaeDecoder') => {
    onStage(graphs[stage].graph)
    return openGraphFiles(graphs[stage], files)
  }
  const { tokenizer } = manifest
  return {
    manifest,
    home,
    tokenizer: await openTokenizer(await files.open(tokenizer.tokenizer), await files.open(tokenizer.config), tokenizer.maxLength, tokenizer.padId),
    // The largest first: its transient memory is free again when the others load.
    unet: await openUnet(context, await graphFiles('unet'), home),
    textEncoder: await openTextEncoder(context, await graphFiles('textEncoder'), home, manifest.textWidth),
    vaeDecoder: await openVaeDecoder(context, await graphFiles('vaeDecoder'), home, manifest.latent),
    painter: null,
    ledger,
  }
}

/** A graph and its weights, out of storage. */
export async function openGraphFiles({ graph, externalData }: ModelGraph, files: PipelineFiles): Promise<GraphFiles> {
  return {
    name: graph,
    graph: await files.open(graph),
    externalData: await Promise.all(Object.entries(externalData).map(async ([path, file]) => ({ path, data: await files.open(file) }))),
  }
}

/** Releases every stage; the last release on a device frees its weights. */
export async function closePipeline<L>(pipeline: Pipeline<L>): Promise<void> {
  for (const stage of [pipeline.unet, pipeline.textEncoder, pipeline.vaeDecoder]) await stage.release()
  pipeline.painter?.dispose()
  pipeline.home.dispose()
}
