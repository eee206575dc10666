// Classifier-free guidance over the rows of a conditioning, and its variants: which rows a call asks about, and how their predictions
// become one x̂0. The formulas are core/guidance.ts.
import { cfgPlusPlusScale, cfgWeights, intervalScale, skipsUncond } from '../../src/core/guidance'
import type { Guidance } from '../../src/core/request/picture-request'
import type { LatentHome, Term } from '../latents/latent-home'
import type { Prediction } from '../stages/unet'
import { rowsAt } from './conditioning'
import type { PromptRow } from './conditioning'
import type { Denoiser } from './denoiser'
import type { Network } from './network'

/** `length` of one latent [4,h,w]; `plusPlus` = the sampler is one of CFG++ and wants x̂0 without the prompt, too. */
export function guidedDenoiser<L>(home: LatentHome<L>, network: Network<L>, rows: readonly PromptRow[], length: number, guidance: Guidance, plusPlus: boolean): Denoiser<L> {
  const { interval, skipUncondBelow = 0, projection, rescale = 0 } = guidance
  const fullScale = plusPlus ? cfgPlusPlusScale(guidance.scale) : guidance.scale
  let uncond: L | null = null
  const forgetUncond = () => {
    if (uncond !== null) home.free(uncond)
    uncond = null
  }
  let calls = 0
  let step = 0

  const blend = (terms: Term<L>[]) => {
    const out = home.alloc(length)
    home.linear(out, length, terms)
    return out
  }
  const weightOf = (indices: readonly number[]) => indices.reduce((sum, index) => sum + rows[index]!.weight, 0)

  return {
    async denoise(x, sigma) {
      const scale = skipsUncond(calls++, sigma, skipUncondBelow) ? 1 : intervalScale(fullScale, sigma, interval?.low ?? 0, interval?.high ?? Infinity)
      const prompts = rowsAt(rows, 'prompt', step)
      const negatives = rowsAt(rows, 'negative', step)
      if (prompts.length === 0) throw new Error(`no prompt has a say in step ${step}`)
      // uncond + scale·Σ weight·(cond - uncond) = uncond + push·(their mean - uncond)
      const push = scale * weightOf(prompts)
      const both = negatives.length > 0 && (push !== 1 || plusPlus)
      const { predictions, cSkip, cOut } = await network.predict(x, sigma, both ? [...prompts, ...negatives] : prompts)
      forgetUncond()

      const passing: L[] = []
      const temporary = (terms: Term<L>[]) => {
        const latent = blend(terms)
        passing.push(latent)
        return latent
      }
      /** One prediction for a side: the weighted mean of its rows. A lone row's is at the front of its buffer where the prompt's is. */
      const mean = (indices: readonly number[], own: readonly Prediction<L>[]): Prediction<L> => {
        if (indices.length === 1) return own[0]!
        const total = weightOf(indices)
        return { x: temporary(own.map((prediction, k) => ({ weight: rows[indices[k]!]!.weight / total, ...prediction }))), offset: 0 }
      }
      try {
        const skip = { weight: cSkip, x }
        const cond = mean(prompts, predictions.slice(0, prompts.length))
        if (!both) return blend([skip, { weight: cOut, ...cond }])

        const without = mean(negatives, predictions.slice(prompts.length))
        if (plusPlus) uncond = blend([skip, { weight: cOut, ...without }])
        if (projection) {
          const withPrompt = temporary([skip, { weight: cOut, ...cond }])
          const update = temporary([{ weight: cOut, ...cond }, { weight: -cOut, ...without }])
          const out = home.alloc(length)
          home.blendByRule(out, length, { kind: 'project', scale: push, ...projection }, { a: withPrompt, b: update, blendA: withPrompt, blendB: update })
          return out
        }
        const [uncondWeight, condWeight] = cfgWeights(push)
        if (rescale > 0) {
          const prediction = temporary([{ weight: uncondWeight, ...without }, { weight: condWeight, ...cond }])
          const out = home.alloc(length)
          home.blendByRule(out, length, { kind: 'rescale', phi: rescale, cSkip, cOut }, { a: cond.x, b: prediction, blendA: x, blendB: prediction })
          return out
        }
        return blend([skip, { weight: cOut * uncondWeight, ...without }, { weight: cOut * condWeight, ...cond }])
      } finally {
        for (const latent of passing) home.free(latent)
      }
    },
    lastUncond: () => uncond,
    stepBegins: (now) => void (step = now),
    free() {
      forgetUncond()
      network.free()
    },
  }
}
