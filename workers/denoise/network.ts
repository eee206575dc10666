// The network with its conditioning: scales a latent, asks about the rows that are wanted, all in one batch where it can, and tells
// how an answer becomes x̂0. Parameterisation is core/denoiser.ts; what to make of several rows is guided.ts's.
import { lcmScalings, scalings } from '../../src/core/denoiser'
import type { Size } from '../../src/core/request/picture-request'
import type { Pipeline } from '../model/pipeline'
import type { RunPlan } from '../run/plan'
import type { OutputReader, Prediction, UnetSlot } from '../stages/unet'
import type { Conditioning } from './conditioning'

/** x̂0 = cSkip·x + cOut·prediction. */
export interface Answer<L> {
  /** One for each row asked about, [4,h,w] each; valid until the next call. */
  predictions: Prediction<L>[]
  cSkip: number
  cOut: number
}

export interface Network<L> {
  /** Asks about these rows of the conditioning. */
  predict(x: L, sigma: number, rows: readonly number[]): Promise<Answer<L>>
  free(): void
}

/** `guidance` is for networks that have it inside. `reader` hears of every call. */
export function conditionedNetwork<L>({ home, unet, manifest }: Pick<Pipeline<L>, 'home' | 'unet' | 'manifest'>, plan: RunPlan, picture: Size, guidance: number, conditioning: Conditioning<L>, reader: OutputReader | null = null): Network<L> {
  const { height, width, noise, schedule } = plan
  const { channels } = manifest.latent
  const length = channels * height * width // one latent [4,h,w]
  const embedding = manifest.guidanceEmbedding === undefined ? {} : { guidanceEmbedding: manifest.guidanceEmbedding }
  const slots = new Map<string, UnetSlot<L>>()
  const slotFor = (rows: readonly number[]) => {
    const known = slots.get(rows.join())
    if (known) return known
    const slot = unet.open({ channels, height, width, picture, guidance, ...embedding }, conditioning, rows, reader)
    slots.set(rows.join(), slot)
    return slot
  }
  let calls = 0
  return {
    async predict(x, sigma, rows) {
      const call = calls++
      const plain = scalings(noise, noise.prediction, sigma, schedule)
      const { cIn, cSkip, cOut, timestep } = plan.lcmTimestepScaling === undefined ? plain : lcmScalings(plain, plan.lcmTimestepScaling)
      const slot = slotFor(rows)
      home.linear(slot.sample, length, [{ weight: cIn, x }], slot.copies)
      // Calls alternate between step and middle in the one method that has middle timesteps of its own.
      await slot.run((call % 2 === 1 ? plan.innerTimesteps?.[(call - 1) / 2] : undefined) ?? timestep)
      return { predictions: slot.predictions, cSkip, cOut }
    },
    free() {
      for (const slot of slots.values()) slot.free()
    },
  }
}
