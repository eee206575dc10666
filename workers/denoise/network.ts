// The network as samplers see it, denoise(x, σ) → x̂0: scale the latent, predict with and without the prompt in one batch,
// guide, turn the prediction into x̂0. Parameterisation is core/denoiser.ts, guidance core/guidance.ts.
import { lcmScalings, scalings } from '../../src/core/denoiser'
import { cfgPlusPlusScale, cfgWeights, intervalScale, skipsUncond } from '../../src/core/guidance'
import type { GenerateRequest } from '../../src/protocol/engine-api'
import type { Term } from '../latents/latent-home'
import type { Pipeline } from '../model/pipeline'
import type { RunPlan } from '../run/plan'
import type { Conditioning } from '../stages/prompt-encoder'
import type { OutputReader, UnetSlot } from '../stages/unet'

export interface Denoiser<L> {
  /** A fresh latent. */
  denoise(x: L, sigma: number): Promise<L>
  /** x̂0 without the prompt of the latest call; null when that call had none. Valid until the next call. */
  lastUncond(): L | null
  free(): void
}

/** `conditioning` holds the prompt first, then the negative prompt when the run is guided. `reader` hears of every call. */
export function networkDenoiser<L>({ home, unet, manifest }: Pipeline<L>, plan: RunPlan, request: GenerateRequest, conditioning: Conditioning<L>, reader: OutputReader | null = null): Denoiser<L> {
  const { height, width, noise, schedule, guidancePlusPlus, guided } = plan
  const { channels } = manifest.latent
  const { interval, skipUncondBelow = 0, projection, rescale = 0 } = request.guidanceOptions ?? {}
  const fullScale = guidancePlusPlus ? cfgPlusPlusScale(request.guidance) : request.guidance
  const length = channels * height * width // one latent [4,h,w]
  const embedding = manifest.guidanceEmbedding === undefined ? {} : { guidanceEmbedding: manifest.guidanceEmbedding }
  const slots = new Map<number, UnetSlot<L>>()
  const slotFor = (batch: 1 | 2) => {
    const slot = slots.get(batch) ?? unet.open({ batch, channels, height, width, picture: { width: request.width, height: request.height }, guidance: request.guidance, ...embedding }, conditioning, reader)
    slots.set(batch, slot)
    return slot
  }
  let uncond: L | null = null
  const forgetUncond = () => {
    if (uncond !== null) home.free(uncond)
    uncond = null
  }
  let calls = 0

  const blend = (terms: Term<L>[]) => {
    const out = home.alloc(length)
    home.linear(out, length, terms)
    return out
  }

  return {
    async denoise(x, sigma) {
      const call = calls++
      const scale = skipsUncond(call, sigma, skipUncondBelow) ? 1 : intervalScale(fullScale, sigma, interval?.low ?? 0, interval?.high ?? Infinity)
      const batch = guided && (scale !== 1 || guidancePlusPlus) ? 2 : 1
      const slot = slotFor(batch)
      const plain = scalings(noise, noise.prediction, sigma, schedule)
      const { cIn, cSkip, cOut, timestep } = plan.lcmTimestepScaling === undefined ? plain : lcmScalings(plain, plan.lcmTimestepScaling)
      home.linear(slot.sample, length, [{ weight: cIn, x }], slot.copies)
      // Calls alternate between step and middle in the one method that has middle timesteps of its own.
      await slot.run((call % 2 === 1 ? plan.innerTimesteps?.[(call - 1) / 2] : undefined) ?? timestep)
      forgetUncond()
      const skip = { weight: cSkip, x }
      const cond = slot.predictions[0]!
      if (batch === 1) return blend([skip, { weight: cOut, ...cond }])

      const without = slot.predictions[1]!
      if (guidancePlusPlus) uncond = blend([skip, { weight: cOut, ...without }])
      if (projection) {
        const withPrompt = blend([skip, { weight: cOut, ...cond }])
        const update = blend([{ weight: cOut, ...cond }, { weight: -cOut, ...without }])
        const out = home.alloc(length)
        home.blendByRule(out, length, { kind: 'project', scale, ...projection }, { a: withPrompt, b: update, blendA: withPrompt, blendB: update })
        for (const latent of [withPrompt, update]) home.free(latent)
        return out
      }
      const [uncondWeight, condWeight] = cfgWeights(scale)
      if (rescale > 0) {
        const prediction = blend([{ weight: uncondWeight, ...without }, { weight: condWeight, ...cond }])
        const out = home.alloc(length)
        home.blendByRule(out, length, { kind: 'rescale', phi: rescale, cSkip, cOut }, { a: cond.x, b: prediction, blendA: x, blendB: prediction })
        home.free(prediction)
        return out
      }
      return blend([skip, { weight: cOut * uncondWeight, ...without }, { weight: cOut * condWeight, ...cond }])
    },
    lastUncond: () => uncond,
    free() {
      forgetUncond()
      for (const slot of slots.values()) slot.free()
    },
  }
}
