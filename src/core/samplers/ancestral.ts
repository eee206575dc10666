// How an ancestral step splits: go down to sigmaDown by the ODE, then add noise of size sigmaUp to arrive at sigmaTo.
// k-diffusion sampling.py, get_ancestral_step. eta = 0 is the ODE, eta = 1 the full reverse SDE.

export function ancestralStep(sigmaFrom: number, sigmaTo: number, eta = 1): { sigmaDown: number; sigmaUp: number } {
  if (eta === 0) return { sigmaDown: sigmaTo, sigmaUp: 0 }
  const variance = (sigmaTo ** 2 * (sigmaFrom ** 2 - sigmaTo ** 2)) / sigmaFrom ** 2
  const sigmaUp = Math.min(sigmaTo, eta * Math.sqrt(variance))
  return { sigmaDown: Math.sqrt(sigmaTo ** 2 - sigmaUp ** 2), sigmaUp }
}
