// The UNets that few requests need: the one that shows its attention and the one that draws in four steps. Each is fetched and
// opened when it is first asked for, and stays open with the model.
import { EngineError } from '../../src/core/errors/engine-error'
import type { ModelGraph, ModelManifest, ModelPrecision } from '../../src/core/manifest'
import type { Edition } from '../../src/core/precision'
import type { PictureRequest } from '../../src/core/request/picture-request'
import type { LoadProgress } from '../../src/protocol/events'
import type { Show } from '../../src/protocol/jobs'
import { tokensOutput } from '../run/attention'
import type { Unet } from '../stages/unet'

export interface Editions<L> {
  /** Opens it unless it is open. */
  open(edition: Edition, onProgress: (progress: LoadProgress) => void, signal: AbortSignal): Promise<Unet<L>>
  release(): Promise<void>
}

/** Makes a UNet of a graph; `outputs` are those it must have besides its prediction. */
export type OpenEdition<L> = (graph: ModelGraph, outputs: string[], onProgress: (progress: LoadProgress) => void, signal: AbortSignal) => Promise<Unet<L>>

/** The edition a request runs on, null for the full UNet. Refuses what no edition can do. */
export function editionOf(request: PictureRequest, { attention }: Show): Edition | null {
  if (request.network !== 'instant') return attention ? 'xrayUnet' : null
  if (attention) throw new EngineError('bad-request.instant-xray', {}, JSON.stringify(request))
  const { scale } = request.guidance
  if (scale !== 1) throw new EngineError('bad-request.instant-guidance', { guidance: scale }, JSON.stringify(request))
  return 'instantUnet'
}

export function lazyEditions<L>(manifest: ModelManifest, { id, graphs }: ModelPrecision, openEdition: OpenEdition<L>): Editions<L> {
  const opened = new Map<Edition, Unet<L>>()
  return {
    async open(edition, onProgress, signal) {
      const known = opened.get(edition)
      if (known) return known
      const graph = graphs[edition]
      if (!graph) throw new EngineError(edition === 'xrayUnet' ? 'bad-request.no-xray' : 'bad-request.no-instant', { model: manifest.name, precision: id })
      const unet = await openEdition(graph, edition === 'xrayUnet' ? [tokensOutput] : [], onProgress, signal)
      opened.set(edition, unet)
      return unet
    },
    async release() {
      for (const unet of opened.values()) await unet.release()
      opened.clear()
    },
  }
}
