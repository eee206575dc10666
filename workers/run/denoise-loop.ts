// THE denoising loop: a prompt becomes a picture. Read this first.
// Written once for both homes of latents (L = GPU buffer or Float32Array); on the GPU a step uploads under 256 bytes
// and reads nothing back. The order of steps follows diffusers' StableDiffusionPipeline.
import type { Attention } from '../../src/core/attention'
import type { GenerateRequest, Timings } from '../../src/protocol/engine-api'
import type { EngineEvent } from '../../src/protocol/events'
import { recordAttention } from './attention'
import { networkDenoiser } from '../denoise/network'
import { latentOps } from '../latents/latent-home'
import { makeNoise } from './noise'
import type { Pipeline } from '../model/pipeline'
import { startClock } from './clock'
import { planRun } from './plan'

export interface RunHooks {
  onEvent(event: EngineEvent): void
  /** Throws when the run was cancelled or the GPU failed; called between steps. */
  checkpoint(): void
}

export interface FinishedRun<L> {
  rgba: Uint8ClampedArray<ArrayBuffer>
  /** x̂0 after each step, model space [4,h,w], and last the finished latent: the film strip. The caller frees them. */
  frames: L[]
  timings: Timings
  attention?: Attention
}

export async function denoiseLoop<L>(pipeline: Pipeline<L>, request: GenerateRequest, hooks: RunHooks): Promise<FinishedRun<L>> {
  const { home, manifest, painter, vaeDecoder } = pipeline
  const clock = startClock(pipeline.ledger)

  // 1. What to do: latent size, schedule, sampler, guidance.
  const plan = planRun(manifest, request)
  const { height, width, schedule, sampler, options } = plan
  const length = manifest.latent.channels * height * width // one latent [4,h,w]

  // 2. Prompt → text states [B,77,width]: the prompt, then the negative prompt when it has a say; with SDXL a vector beside them.
  hooks.onEvent({ type: 'encoding' })
  const conditioning = await pipeline.prompts.encode(plan.guided ? [request.prompt, request.negativePrompt] : [request.prompt])
  await pipeline.unet.ready()

  // 3. All noise before the loop, and how many steps the sampler takes (a schedule may lay out more or fewer than asked).
  const { start, draws, steps } = await makeNoise(home, manifest, plan, request)
  await home.finished()
  clock.encoded(steps)

  // 4. The network as a denoiser: x, σ → x̂0, guided. Where the x-ray UNet runs, somebody notes what it looks at.
  const attention = request.attention ? recordAttention(request.attention, pipeline.tokenizer.tokens(request.prompt)) : null
  const network = networkDenoiser(pipeline, plan, request, conditioning, attention)

  // 5. Denoising loop.
  painter?.begin(steps, request.width, request.height)
  const ops = latentOps(home, length, draws)
  const { denoise, lastUncond } = network
  const run = sampler({ denoise, lastUncond, x: start, sigmas: schedule.sigmas, ops, options })
  const frames: L[] = []
  try {
    for (;;) {
      clock.stepBegins()
      const { done, value } = await run.next()
      if (done) {
        frames.push(ops.combine([[schedule.finalScale, value]]))
        ops.release(value)
        break
      }
      const frame = ops.combine([[1, value.denoised]])
      frames.push(frame)
      if (request.preview === 'fast') await painter?.latent(frame, height, width, value.i)
      if (request.preview === 'full' && painter) {
        const picture = await vaeDecoder.decode(frame, height, width)
        await painter.picture(picture, request.height, request.width, value.i)
        home.free(picture)
      }
      clock.stepSent()
      await home.finished()
      hooks.onEvent(clock.stepDone(value.i, value.sigma))
      if (attention) hooks.onEvent(attention.stepDone(value.i))
      hooks.checkpoint()
    }
    clock.loopDone()

    // 6. Latent → picture, and the one readback.
    hooks.onEvent({ type: 'decoding' })
    const picture = await vaeDecoder.decode(frames.at(-1)!, height, width)
    await painter?.picture(picture, request.height, request.width, null)
    const rgba = await home.readPicture(picture, request.width, request.height)
    home.free(picture)
    hooks.checkpoint()
    return { rgba, frames, timings: clock.finish(), ...(attention && { attention: attention.mean() }) }
  } catch (error) {
    for (const frame of frames) home.free(frame)
    throw error
  } finally {
    await run.return(start) // a stopped sampler releases what it holds
    for (const draw of draws) home.free(draw)
    network.free()
    conditioning.free()
  }
}
