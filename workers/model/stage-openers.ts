// How each part of a model is opened, as functions: whether they are called at once or in turns is decided elsewhere.
import type { ModelGraph, ModelGraphs, ModelManifest } from '../../src/core/manifest'
import type { MemoryPlan } from '../../src/core/memory/plan'
import { openGraphFiles } from './graph-files'
import type { PipelineFiles } from './graph-files'
import type { LatentHome } from '../latents/latent-home'
import type { OrtContext } from '../ort/session'
import { openTextEncoder } from '../stages/text-encoder'
import type { TextEncoder } from '../stages/text-encoder'
import { openTokenizer } from '../stages/tokenizer'
import type { PromptTokenizer } from '../stages/tokenizer'
import { openTiledDecoder } from '../stages/tiled-decoder'
import { openUnet } from '../stages/unet'
import type { Unet } from '../stages/unet'
import { openVaeDecoder } from '../stages/vae-decoder'
import type { VaeDecoder } from '../stages/vae-decoder'

export interface StageOpeners<L> {
  readers: { tokenizer: PromptTokenizer; open(context: OrtContext): Promise<TextEncoder> }[]
  unet(context: OrtContext): Promise<Unet<L>>
  vaeDecoder(context: OrtContext): Promise<VaeDecoder<L>>
}

/** `onStage` hears the graph about to be opened. */
export async function stageOpeners<L>(manifest: ModelManifest, graphs: ModelGraphs, files: PipelineFiles, home: LatentHome<L>, { guidance, decoder }: MemoryPlan, onStage: (graph: string) => void): Promise<StageOpeners<L>> {
  const graphFiles = (graph: ModelGraph) => {
    onStage(graph.graph)
    return openGraphFiles(graph, files)
  }
  const { text } = manifest
  const open = (path: string) => files.open(path)
  const reader = (tokenizer: PromptTokenizer, graph: ModelGraph, output: string | undefined, pooled: string | undefined) => ({
    tokenizer,
    open: async (context: OrtContext) => openTextEncoder(context, await graphFiles(graph), output ?? 'last_hidden_state', pooled ?? null),
  })
  const tokenizer = await openTokenizer(manifest.tokenizer, open)
  const readers = [reader(tokenizer, graphs.textEncoder, text?.states[0], graphs.textEncoder2 ? undefined : text?.pooled)]
  if (graphs.textEncoder2) {
    const second = manifest.tokenizer2 ? await openTokenizer(manifest.tokenizer2, open) : tokenizer
    readers.push(reader(second, graphs.textEncoder2, text?.states[1], text?.pooled))
  }
  return {
    readers,
    unet: async (context) => openUnet(context, await graphFiles(graphs.unet), home, rowsAtOnce(guidance)),
    vaeDecoder: async (context) => (decoder === 'tiles' ? openTiledDecoder : openVaeDecoder)(context, await graphFiles(graphs.vaeDecoder), home, manifest.latent),
  }
}

export const rowsAtOnce = (guidance: MemoryPlan['guidance']): { rowsAtOnce?: number } => (guidance === 'single' ? { rowsAtOnce: 1 } : {})
