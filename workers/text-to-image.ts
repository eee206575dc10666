// THE denoising loop: a prompt becomes a picture. Read this first.
// Written once for both homes of latents (L = GPU buffer or Float32Array); on the GPU a step uploads under 256 bytes
// and reads nothing back. The order of steps follows diffusers' StableDiffusionPipeline.
import { scalings } from '../src/core/denoiser'
import { cfgWeights } from '../src/core/guidance'
import { rehearse } from '../src/core/samplers/rehearse'
import type { GenerateRequest, Timings } from '../src/protocol/engine-api'
import type { EngineEvent } from '../src/protocol/events'
import { latentOps } from './latents'
import type { Pipeline } from './pipeline'
import { startClock } from './run-clock'
import { drawNoise, planRun } from './run-plan'

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
}

export async function textToImage<L>(pipeline: Pipeline<L>, request: GenerateRequest, hooks: RunHooks): Promise<FinishedRun<L>> {
  const { home, manifest, painter, vaeDecoder } = pipeline
  const clock = startClock(request.steps, pipeline.ledger)

  // 1. What to do: latent size, schedule, sampler, guidance.
  const { height, width, noise, schedule, sampler, options } = planRun(manifest, request)
  const { channels } = manifest.latent
  const length = channels * height * width // one latent [4,h,w]
  const guided = request.guidance > 1

  // 2. Prompt → text states [B,77,width], the empty or negative prompt first.
  hooks.onEvent({ type: 'encoding' })
  const prompts = guided ? [request.negativePrompt, request.prompt] : [request.prompt]
  const batch = prompts.length
  const states = await pipeline.textEncoder.encode(prompts.map((text) => pipeline.tokenizer.encode(text)))
  const slot = pipeline.unet.open({ batch, channels, height, width, tokens: manifest.tokenizer.maxLength, textWidth: manifest.textWidth }, states)

  // 3. All noise before the loop: the start latent and whatever the sampler will ask for.
  const drawn = drawNoise(request, length, await rehearse(sampler, schedule.sigmas, options), schedule)
  const draws = drawn.draws.map((draw) => home.upload(draw))
  const start = home.upload(drawn.start)
  await home.finished()
  clock.encoded()

  // 4. The network as a denoiser: scale, predict (both prompts in one batch), guide, turn the prediction into x̂0.
  const [uncondWeight, condWeight] = cfgWeights(request.guidance)
  const denoise = async (x: L, sigma: number) => {
    const { cIn, cSkip, cOut, timestep } = scalings(noise, noise.prediction, sigma, schedule)
    home.linear(slot.sample, length, [{ weight: cIn, x }], batch)
    await slot.run(timestep)
    const prediction = guided
      ? [{ weight: cOut * uncondWeight, x: slot.prediction }, { weight: cOut * condWeight, x: slot.prediction, offset: length }]
      : [{ weight: cOut, x: slot.prediction }]
    const denoised = home.alloc(length)
    home.linear(denoised, length, [{ weight: cSkip, x }, ...prediction])
    return denoised
  }

  // 5. Denoising loop.
  painter?.begin(request.steps, request.width, request.height)
  const ops = latentOps(home, length, draws)
  const run = sampler({ denoise, x: start, sigmas: schedule.sigmas, ops, options })
  const frames: L[] = []
  try {
    for (;;) {
      hooks.checkpoint()
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
    }
    clock.loopDone()
    hooks.checkpoint()

    // 6. Latent → picture, and the one readback.
    hooks.onEvent({ type: 'decoding' })
    const picture = await vaeDecoder.decode(frames.at(-1)!, height, width)
    await painter?.picture(picture, request.height, request.width, null)
    const rgba = await home.readPicture(picture, request.width, request.height)
    home.free(picture)
    hooks.checkpoint()
    return { rgba, frames, timings: clock.finish() }
  } catch (error) {
    for (const frame of frames) home.free(frame)
    throw error
  } finally {
    await run.return(start) // a stopped sampler releases what it holds
    for (const draw of draws) home.free(draw)
    slot.free()
    home.free(states)
  }
}
