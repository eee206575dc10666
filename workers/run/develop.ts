// A picture from its request to its pixels, in numbered steps: source, loop, passes, pixels. The loop itself is denoise-loop.ts.
// Written once for both homes of latents; on the GPU a step uploads under 256 bytes and reads nothing back, but for two flags a run (judge.ts). The order of steps
// follows diffusers' StableDiffusionPipeline.
import type { Attention } from '../../src/core/attention'
import type { PictureRequest } from '../../src/core/request/picture-request'
import type { JobEvent } from '../../src/protocol/events'
import type { Show, Timings } from '../../src/protocol/jobs'
import { guidedDenoiser } from '../denoise/guided'
import { conditionedNetwork } from '../denoise/network'
import { latentOps } from '../latents/latent-home'
import type { Pipeline } from '../model/pipeline'
import { recordAttention } from './attention'
import { startClock } from './clock'
import { denoiseLoop } from './denoise-loop'
import { judgeRun, noJudge } from './judge'
import { makeNoise } from './noise'
import { planRun } from './plan'

export interface RunHooks {
  onEvent(event: JobEvent): void
  /** Throws when the run was cancelled or the GPU failed; called between steps. */
  checkpoint(): void
  /** Nobody will see the picture, so that it may be wrong. */
  unseen?: boolean
}

export interface Developed<L> {
  rgba: Uint8ClampedArray<ArrayBuffer>
  /** x̂0 after each step, model space [4,h,w], and last the finished latent: the film strip. The caller frees them. Empty unless kept. */
  frames: L[]
  timings: Timings
  attention?: Attention
}

export async function develop<L>(pipeline: Pipeline<L>, request: PictureRequest, show: Show, { onEvent, checkpoint, unseen = false }: RunHooks): Promise<Developed<L>> {
  const { home, manifest, vaeDecoder } = pipeline
  const { size, guidance } = request
  const painter = show.preview === 'none' ? null : pipeline.painter
  const clock = startClock(pipeline.ledger)

  // 1. What to do: latent size, schedule, sampler, which texts are read.
  const plan = planRun(manifest, request)
  const { height, width, schedule, sampler, options } = plan
  const length = manifest.latent.channels * height * width // one latent [4,h,w]

  // 2. Texts → states [rows,77,width]: the prompt, then the negative prompt when it has a say; with SDXL a vector beside them.
  onEvent({ type: 'encoding', texts: plan.texts.map(({ text }) => pipeline.tokenizer.measure(text)) })
  const conditioning = await pipeline.prompts.encode(plan.texts)
  await pipeline.unet.ready()

  // 3. The source: the start latent, with all noise that the loop will draw, so that the loop uploads none; and how many steps the
  // sampler takes (a schedule may lay out more or fewer than asked).
  const { start, draws, steps } = await makeNoise(home, manifest, plan, request.seed)
  await home.finished()
  clock.encoded(steps)

  // 4. The network as a denoiser: x, σ → x̂0, guided. Where the x-ray UNet runs, somebody notes what it looks at.
  const attention = show.attention ? recordAttention(show.attention, pipeline.tokenizer.tokens(request.prompt.positive)) : null
  const judge = unseen ? noJudge<L>() : judgeRun(home, manifest.name, length)
  const network = judge.watched(conditionedNetwork(pipeline, plan, size, guidance.scale, conditioning, attention))
  const denoiser = guidedDenoiser(home, network, conditioning.rows, length, guidance, plan.guidancePlusPlus)

  // 5. The loop. Whoever looks on sees each step's x̂0, by the linear map or decoded.
  painter?.begin(steps, size.width, size.height, show.livePictures ?? false)
  const preview = async (x: L, index: number) => {
    if (!painter) return
    if (show.preview === 'fast') return painter.latent(x, height, width, index)
    const picture = await vaeDecoder.decode(x, height, width)
    await painter.picture(picture, size.height, size.width, index)
    home.free(picture)
  }
  const ops = latentOps(home, length, draws)
  const frames: L[] = []
  const freeFrames = () => {
    for (const frame of frames.splice(0)) home.free(frame)
  }
  try {
    const latent = await denoiseLoop({ start, sigmas: schedule.sigmas, sampler, options, denoiser, ops, finalScale: schedule.finalScale }, {
      stepBegins: clock.stepBegins,
      async stepTaken({ i, sigma, denoised }) {
        if (show.keepSteps) frames.push(ops.combine([[1, denoised]]))
        await preview(denoised, i)
        const picture = show.livePictures ? painter?.takeCopy() : null
        await judge.stepTaken(denoised)
        clock.stepSent()
        await home.finished()
        onEvent({ ...clock.stepDone(i, sigma), ...(picture && { picture }) })
        if (attention) onEvent(attention.stepDone(i))
        checkpoint()
      },
    })
    frames.push(latent)
    clock.loopDone()
    await judge.latent(latent)

    // 6. Passes would work on the latent or the picture here; this build has none (core/request/refusals.ts).
    // 7. Latent → picture, and the one readback.
    onEvent({ type: 'decoding' })
    const picture = await vaeDecoder.decode(latent, height, width)
    const look = async () => {
      await painter?.picture(picture, size.height, size.width, null)
      await judge.picture(picture, 3 * size.width * size.height)
      return home.readPicture(picture, size.width, size.height)
    }
    const rgba = await look().finally(() => home.free(picture))
    checkpoint()
    if (!show.keepSteps) freeFrames()
    return { rgba, frames, timings: clock.finish(), ...(attention && { attention: attention.mean() }) }
  } catch (error) {
    freeFrames()
    throw error
  } finally {
    for (const draw of draws) home.free(draw)
    denoiser.free()
    conditioning.free()
  }
}
