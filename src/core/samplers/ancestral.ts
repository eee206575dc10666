// How an ancestral step splits: go down to sigmaDown by the ODE, then add noise of size sigmaUp to arrive at sigmaTo.
// k-diffusion sampling.py, get_ancestral_step. eta = 0 is the ODE, eta = 1 the full reverse SDE.
// In float32 like torch: sigmaDown cancels when sigmaTo is far below sigmaFrom, and pictures made elsewhere carry that rounding.

const f = Math.fround

export function ancestralStep(sigmaFrom: number, sigmaTo: number, eta = 1): { sigmaDown: number; sigmaUp: number } {
  if (eta === 0) return { sigmaDown: sigmaTo, sigmaUp: 0 }
  const from2 = f(f(sigmaFrom) ** 2)
  const to2 = f(f(sigmaTo) ** 2)
  const spread = f(Math.sqrt(f(f(to2 * f(from2 - to2)) / from2)))
  const sigmaUp = Math.min(sigmaTo, f(eta * spread))
  return { sigmaDown: f(Math.sqrt(Math.max(0, f(to2 - f(sigmaUp ** 2))))), sigmaUp }
}
