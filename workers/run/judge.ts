// A picture is right or an error: looks at what a run makes, and ends it where that is no picture. The first step's x̂0 is looked at
// while the second step runs, so that a long run on a GPU that computes wrongly ends early and a right one waits for nothing; the
// finished latent and the picture are looked at when the loop is over.
import { EngineError } from '../../src/core/errors/engine-error'
import type { LatentHome } from '../latents/latent-home'
import type { Soundness } from '../latents/soundness'

export interface Judge<L> {
  /** After each step, before its work is waited for. */
  stepTaken(denoised: L): Promise<void>
  latent(x: L): Promise<void>
  /** n numbers; it may be of one colour. */
  picture(rgb: L, n: number): Promise<void>
}

/** `length` of a latent; rejects with `wrong-picture`, naming the model. */
export function judgeRun<L>(home: LatentHome<L>, model: string, length: number): Judge<L> {
  let first: Promise<Soundness> | null = null
  let steps = 0
  const refuse = (found: Soundness, what: string) => {
    if (found === 'not-finite') throw new EngineError('wrong-picture.not-finite', { model }, `${what} is not finite`)
    if (found === 'constant') throw new EngineError('wrong-picture.constant', { model }, `${what} is constant`)
  }
  const hearFirst = async () => {
    const asked = first
    first = null
    if (asked) refuse(await asked, 'the first step')
  }
  return {
    async stepTaken(denoised) {
      if (steps++ > 0) return hearFirst()
      first = home.soundness(denoised, length)
      first.catch(() => {}) // a run that ends before it asks has another reason
    },
    async latent(x) {
      await hearFirst()
      refuse(await home.soundness(x, length), 'the finished latent')
    },
    async picture(rgb, n) {
      const found = await home.soundness(rgb, n)
      if (found === 'not-finite') refuse(found, 'the picture')
    },
  }
}

/** Where nobody sees the picture. */
export const noJudge: Judge<unknown> = { stepTaken: async () => {}, latent: async () => {}, picture: async () => {} }
