// Guidance: how two predictions of the same latent, with and without the prompt, become one. All act on denoised latents;
// because x0, ε and v of one latent differ by the same affine map and the weights sum to 1, acting on ε gives the same result.

/** Classifier-free guidance (arXiv 2207.12598): guided = uncond + scale·(cond - uncond) = [wUncond, wCond]·[uncond, cond]. */
export function cfgWeights(scale: number): [wUncond: number, wCond: number] {
  return [1 - scale, scale]
}

/** Guidance interval (arXiv 2404.07724): full scale while σ is in (low, high], none outside; the caller skips uncond at 1. */
export function intervalScale(scale: number, sigma: number, low: number, high: number): number {
  return sigma > low && sigma <= high ? scale : 1
}

/** CFG++ (arXiv 2406.08070) takes a scale in [0, 1]; A1111 maps its usual 0 … 12.5 onto it. The step is samplers/ddim-cfgpp.ts. */
export function cfgPlusPlusScale(scale: number): number {
  return scale / 12.5
}

/** A1111's s_min_uncond ("NGMS"): below σ = minUncond every second step runs without uncond. */
export function skipsUncond(step: number, sigma: number, minUncond: number): boolean {
  return minUncond > 0 && step % 2 === 1 && sigma < minUncond
}

/**
 * Guidance rescale (arXiv 2305.08891 §3.4): brings the guided prediction's spread back to the conditional one's.
 * guided' = (φ·std(cond)/std(guided) + 1 - φ)·guided; returns that factor. The paper applies it to the network's output.
 */
export function rescaleFactor(stdCond: number, stdGuided: number, phi: number): number {
  return phi * (stdCond / stdGuided) + 1 - phi
}

/** Sums a projection needs: ⟨a,b⟩ and |b|². One reduction on the GPU, a loop here. */
export interface Inner { dot: number; squaredNorm: number }

export function inner(a: Float32Array, b: Float32Array): Inner {
  let dot = 0, squaredNorm = 0
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!
    squaredNorm += b[i]! * b[i]!
  }
  return { dot, squaredNorm }
}

/** Root mean square about the mean, with torch's N-1 (Tensor.std). */
export function standardDeviation(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}

/**
 * Adaptive projected guidance (arXiv 2410.02416): the update d = cond - uncond is shortened to `maxNorm`, then its part
 * parallel to cond, which drives oversaturation, is scaled by η. `update` holds ⟨d,cond⟩ and |cond|².
 * guided = cond + (scale-1)·k·(d⊥ + η·d∥) with d∥ = p·cond, k the shortening: returns [wUncond, wCond].
 */
export function apgWeights(scale: number, eta: number, update: Inner, updateNorm: number, maxNorm = 0): [wUncond: number, wCond: number] {
  const shorten = maxNorm > 0 ? Math.min(1, maxNorm / updateNorm) : 1
  const parallel = update.dot / update.squaredNorm
  const step = (scale - 1) * shorten
  return [-step, 1 + step + step * (eta - 1) * parallel]
}
