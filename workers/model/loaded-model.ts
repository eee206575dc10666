// A loaded model with the memory of its last run. Hides where latents live (L) from the engine, which drives both homes alike.
import type { Attention } from '../../src/core/attention'
import { EngineError } from '../../src/core/errors/engine-error'
import type { GenerateRequest, Timings } from '../../src/protocol/engine-api'
import { editionOf } from './editions'
import type { Editions } from './editions'
import { closePipeline } from './pipeline'
import type { Pipeline } from './pipeline'
import type { Painter, PreviewCanvases } from '../painters/painter'
import { denoiseLoop } from '../run/denoise-loop'
import type { RunHooks } from '../run/denoise-loop'
import type { Turns } from './turns'

export interface LoadedPipeline {
  /** The signal stops what the request may have to fetch first. */
  generate(request: GenerateRequest, hooks: RunHooks, signal: AbortSignal): Promise<{ rgba: Uint8ClampedArray<ArrayBuffer>; timings: Timings; attention?: Attention }>
  /** Runs once through: compiles every kernel for the model's own size, so that the first picture does not wait for it, or only proves that it runs. */
  warmUp(size: 'own' | 'smallest'): Promise<void>
  attach(canvases: PreviewCanvases): void
  /** Decodes step `index` of the last run onto the preview canvas; -1 is the finished picture. */
  showStep(index: number): Promise<void>
  close(): Promise<void>
}

/** `turns` = its parts take turns. */
export function loadedPipeline<L>(pipeline: Pipeline<L>, editions: Editions<L>, makePainter: (canvases: PreviewCanvases) => Painter<L>, turns: Turns | null = null): LoadedPipeline {
  const { home, manifest } = pipeline
  let last: { frames: L[]; width: number; height: number } | null = null
  const freeAll = (frames: L[]) => {
    for (const frame of frames) home.free(frame)
  }
  const forget = () => {
    freeAll(last?.frames ?? [])
    last = null
  }
  return {
    async generate(asked, hooks, signal) {
      // A decoder that takes turns with the network cannot look in after every step.
      const request: GenerateRequest = turns && asked.preview === 'full' ? { ...asked, preview: 'fast' } : asked
      const edition = editionOf(request)
      const unet = edition ? await editions.open(edition, (progress) => hooks.onEvent({ type: 'loading', progress }), signal) : pipeline.unet
      if (request.preview === 'none') {
        const { frames, ...made } = await denoiseLoop({ ...pipeline, unet, painter: null }, request, hooks)
        freeAll(frames)
        return made
      }
      forget()
      const { frames, ...made } = await denoiseLoop({ ...pipeline, unet }, request, hooks)
      last = { frames, width: request.width, height: request.height }
      return made
    },
    async warmUp(which) {
      const { size, defaults } = manifest
      const free = which === 'smallest' && size.min < size.max
      const { width, height } = free ? { width: size.min, height: size.min } : size
      const request: GenerateRequest = {
        prompt: '', negativePrompt: '', steps: 1, guidance: defaults.guidance, sampler: 'euler', schedule: 'automatic',
        seed: 0, rng: 'cpu', width, height, preview: 'none',
      }
      const { frames } = await denoiseLoop({ ...pipeline, painter: null }, request, { onEvent() {}, checkpoint() {} })
      freeAll(frames)
    },
    attach(canvases) {
      pipeline.painter?.dispose()
      pipeline.painter = makePainter(canvases)
    },
    async showStep(index) {
      const frame = last?.frames.at(index)
      if (!last || frame === undefined) throw new EngineError('bad-request', 'There is no such step to show.', 'Make a picture first.')
      const { factor } = manifest.latent
      const picture = await pipeline.vaeDecoder.decode(frame, last.height / factor, last.width / factor)
      await pipeline.painter?.picture(picture, last.height, last.width, null)
      await home.finished()
      home.free(picture)
    },
    async close() {
      forget()
      await editions.release()
      await turns?.leave()
      await closePipeline(pipeline)
    },
  }
}
