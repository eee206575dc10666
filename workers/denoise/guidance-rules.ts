// Guidance beyond a fixed pair of weights: the weights depend on the predictions themselves (their spread, their directions).
// Here the rules in plain numbers over core/guidance.ts; gpu/guidance-kernel.ts computes the same on the GPU without a readback.
import { apgWeights, inner, rescaleFactor, standardDeviation } from '../../src/core/guidance'

/**
 * rescale: a = the prompt's prediction, b = the guided one; result = cSkip·A + cOut·factor·B.
 * project: a = x̂0 with the prompt, b = x̂0 with minus x̂0 without; result = guided x̂0 as a blend of A = a and B = b.
 */
export type GuidanceRule =
  | { kind: 'rescale'; phi: number; cSkip: number; cOut: number }
  | { kind: 'project'; scale: number; eta: number; maxNorm: number }

/** Weights of A and B. */
export function ruleWeights(rule: GuidanceRule, a: Float32Array, b: Float32Array): [number, number] {
  if (rule.kind === 'rescale') {
    return [rule.cSkip, rule.cOut * rescaleFactor(standardDeviation(a), standardDeviation(b), rule.phi)]
  }
  const [uncond, cond] = apgWeights(rule.scale, rule.eta, inner(b, a), Math.sqrt(inner(b, b).squaredNorm), rule.maxNorm)
  // guided = uncond·(a - b) + cond·a
  return [uncond + cond, -uncond]
}
