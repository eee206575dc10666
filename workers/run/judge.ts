// A picture is right or an error: looks at what a run makes, and ends it where that is no picture. The network's first prediction and the
// first step's x̂0 are looked at while the second step runs, so that a long run on a GPU that computes wrongly ends early and a right one
// waits for nothing; the finished latent and the picture are looked at when the loop is over.
import { EngineError } from '../../src/core/errors/engine-error'
import type { Network } from '../denoise/network'
import type { LatentHome } from '../latents/latent-home'
import type { Soundness } from '../latents/soundness'

export interface Judge<L> {
  /** The network, its first prediction looked at: of zeros everywhere x̂0 is the noise itself, which looks sound to the end. */
  watched(network: Network<L>): Network<L>
  /** After each step, before its work is waited for. */
  stepTaken(denoised: L): Promise<void>
  latent(x: L): Promise<void>
  /** n numbers; it may be of one colour. */
  picture(rgb: L, n: number): Promise<void>
}

/** `length` of a latent; rejects with `wrong-picture`, naming the model. */
export function judgeRun<L>(home: LatentHome<L>, model: string, length: number): Judge<L> {
  const asked: { what: string; found: Promise<Soundness> }[] = []
  let steps = 0
  const ask = (what: string, x: L) => {
    const found = home.soundness(x, length)
    found.catch(() => {}) // a run that ends before it hears has another reason
    asked.push({ what, found })
  }
  const refuse = (found: Soundness, what: string) => {
    if (found === 'not-finite') throw new EngineError('wrong-picture.not-finite', { model }, `${what} is not finite`)
    if (found === 'constant') throw new EngineError('wrong-picture.constant', { model }, `${what} is constant`)
  }
  const hear = async () => {
    for (const { what, found } of asked.splice(0)) refuse(await found, what)
  }
  return {
    watched(network) {
      let calls = 0
      return {
        ...network,
        async predict(...about) {
          const answer = await network.predict(...about)
          // The first row lies at the front of its buffer.
          if (calls++ === 0) ask('the first prediction', answer.predictions[0]!.x)
          return answer
        },
      }
    },
    async stepTaken(denoised) {
      if (steps++ > 0) return hear()
      ask('the first step', denoised)
    },
    async latent(x) {
      await hear()
      refuse(await home.soundness(x, length), 'the finished latent')
    },
    async picture(rgb, n) {
      const found = await home.soundness(rgb, n)
      if (found === 'not-finite') refuse(found, 'the picture')
    },
  }
}

/** Where nobody sees the picture. */
export const noJudge = <L>(): Judge<L> => ({ watched: (network) => network, stepTaken: async () => {}, latent: async () => {}, picture: async () => {} })
