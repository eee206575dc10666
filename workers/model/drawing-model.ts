// A model that draws for jobs and remembers the steps of those that keep them. Hides where latents live (L) from the engine, which
// drives both homes alike.
import { EngineError } from '../../src/core/errors/engine-error'
import { defaultValues, toRequest } from '../../src/core/request/form-values'
import type { Size } from '../../src/core/request/picture-request'
import type { Job, JobId, Show } from '../../src/protocol/jobs'
import type { Painter, PreviewCanvases } from '../painters/painter'
import { develop } from '../run/develop'
import type { Developed, RunHooks } from '../run/develop'
import { editionOf } from './editions'
import type { OpenedPipeline } from './pipeline'

export interface DrawingModel {
  /** Rejects as run/develop.ts does. The signal stops what the job may have to fetch first. */
  draw(job: Job, hooks: RunHooks, signal: AbortSignal): Promise<Omit<Developed<never>, 'frames'>>
  /** Runs once through: compiles every kernel for the model's own size, so that the first picture does not wait for it, or only proves that it runs. */
  warmUp(size: 'own' | 'smallest'): Promise<void>
  attach(canvases: PreviewCanvases): void
  /** Decodes a kept step of a job onto the preview canvas; -1 is the finished picture. */
  showStep(id: JobId, step: number): Promise<void>
  /** Lets a job's steps go. */
  release(id: JobId): void
  close(): Promise<void>
}

/** The steps of a job and last its finished latent, with the picture's size. */
interface Kept<L> { frames: L[]; size: Size }

/** `looksIn` = the decoder can look in after every step; not where it takes turns with the network. */
export function drawingModel<L>(pipeline: OpenedPipeline<L>, makePainter: (canvases: PreviewCanvases) => Painter<L>, looksIn: boolean): DrawingModel {
  const { home, manifest } = pipeline
  const { factor } = manifest.latent
  const kept = new Map<JobId, Kept<L>>()
  /** Whose frames the strip canvas shows. */
  let onStrip: JobId | null = null
  const release = (id: JobId) => {
    for (const frame of kept.get(id)?.frames ?? []) home.free(frame)
    kept.delete(id)
  }
  const paintStrip = async (id: JobId, painter: Painter<L>, { frames, size: { width, height } }: Kept<L>) => {
    const steps = frames.slice(0, -1)
    painter.begin(steps.length, width, height, false)
    for (const [index, frame] of steps.entries()) await painter.latent(frame, height / factor, width / factor, index)
    onStrip = id
  }
  return {
    async draw({ id, request, show: asked }, hooks, signal) {
      const show: Show = !looksIn && asked.preview === 'full' ? { ...asked, preview: 'fast' } : asked
      const edition = editionOf(request, show)
      const unet = edition ? await pipeline.editions.open(edition, (progress) => hooks.onEvent({ type: 'loading', progress }), signal) : pipeline.unet
      if (show.preview !== 'none') onStrip = id
      const { frames, ...made } = await develop({ ...pipeline, unet }, request, show, hooks)
      if (show.keepSteps) kept.set(id, { frames, size: request.size })
      return made
    },
    async warmUp(which) {
      const { size } = manifest
      const { width, height } = which === 'smallest' && size.min < size.max ? { width: size.min, height: size.min } : size
      const request = toRequest({ ...defaultValues(manifest), steps: 1, sampler: 'euler', schedule: 'automatic', width, height }, 0)
      await develop(pipeline, request, { preview: 'none', keepSteps: false }, { onEvent() {}, checkpoint() {}, unseen: true })
    },
    attach(canvases) {
      pipeline.painter?.dispose()
      pipeline.painter = makePainter(canvases)
      onStrip = null
    },
    async showStep(id, step) {
      const found = kept.get(id)
      const frame = found?.frames.at(step)
      if (!found || frame === undefined) throw noSuchStep()
      const { painter } = pipeline
      if (painter && onStrip !== id) await paintStrip(id, painter, found)
      const { width, height } = found.size
      const picture = await pipeline.vaeDecoder.decode(frame, height / factor, width / factor)
      await painter?.picture(picture, height, width, null)
      await home.finished()
      home.free(picture)
    },
    release,
    async close() {
      for (const id of kept.keys()) release(id)
      await pipeline.close()
    },
  }
}

/** Of a job that is unknown here, kept no steps, or whose model is gone. */
export function noSuchStep(): EngineError {
  return new EngineError('bad-request.no-step', {})
}
