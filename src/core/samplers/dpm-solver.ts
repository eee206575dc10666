// DPM-Solver and DPM-Solver++ as multistep solvers of order 1 to 3, along the ODE or the SDE (arXiv 2206.00927, 2211.01095).
// Follows diffusers scheduling_dpmsolver_multistep.py with its rules for the first and last steps.
import { dpmSolverWeights, solvesForPicture } from './dpm-solver-weights'
import { ownLatents } from './latents'
import type { SamplerMeta, SamplerRun, SamplerStep } from './types'

export const meta: SamplerMeta = {
  id: 'dpm_solver',
  name: 'DPM-Solver',
  aliases: ['k_dpm_solver', 'DPMSolverMultistepScheduler', 'DPMSolverMultistep'],
  paper: 'arXiv:2206.00927',
  order: 3,
  stochastic: false,
  defaultSchedule: 'normal',
  unitStart: true,
  options: ['order', 'algorithm', 'solverType', 'lowerOrderFinal', 'eulerAtFinal'],
}

export async function* sample<L>(run: SamplerRun<L>): AsyncGenerator<SamplerStep<L>, L> {
  const { sigmas, options } = run
  const { order = 2, algorithm = 'dpmsolver++', lowerOrderFinal = true, eulerAtFinal = false } = options
  const solverType = options.solverType === 'heun' ? 'heun' : 'midpoint'
  const steps = sigmas.length - 1
  const shortRun = lowerOrderFinal && steps < 15
  const latents = ownLatents(run)
  try {
    let x = run.x
    // Predictions, newest first.
    const history: L[] = []
    for (let i = 0; i < steps; i++) {
      const sigma = sigmas[i]!
      const sigmaNext = sigmas[i + 1]!
      const denoised = await latents.denoise(x, sigma)
      yield { i, sigma, x, denoised }
      if (solvesForPicture(algorithm)) {
        history.unshift(denoised)
      } else {
        history.unshift(latents.combine([[1 / sigma, x], [-1 / sigma, denoised]]))
        latents.release(denoised)
      }
      if (history.length > order) latents.release(history.pop()!)

      const firstOrder = i === steps - 1 && (eulerAtFinal || shortRun || sigmaNext === 0)
      const stepOrder = firstOrder ? 1 : Math.min(history.length, i === steps - 2 && shortRun ? 2 : order)
      const weights = dpmSolverWeights(algorithm, solverType, stepOrder, sigma, sigmaNext)
      const noise = weights.noise > 0 ? latents.noise(sigma, sigmaNext) : null
      const terms: Array<[number, L]> = [[weights.x, x], ...historyWeights(weights, sigmas, i, stepOrder).map((weight, j) => [weight, history[j]!] as [number, L])]
      if (noise !== null) terms.push([weights.noise, noise])
      const next = latents.combine(terms)
      latents.release(x, noise)
      x = next
    }
    return latents.handOver(x)
  } finally {
    latents.releaseAll()
  }
}

/** Turns weights on D0, D1, D2 into weights on the predictions m0, m1, m2 (newest first) of an uneven log-σ grid. */
function historyWeights(w: { d0: number; d1: number; d2: number }, sigmas: readonly number[], i: number, order: number): number[] {
  if (order === 1) return [w.d0]
  const h = Math.log(sigmas[i]! / sigmas[i + 1]!)
  const r0 = Math.log(sigmas[i - 1]! / sigmas[i]!) / h
  if (order === 2) return [w.d0 + w.d1 / r0, -w.d1 / r0]
  // D1 = a + (a - b)·r0/(r0+r1), D2 = (a - b)/(r0+r1) with a = (m0 - m1)/r0, b = (m1 - m2)/r1.
  const r1 = Math.log(sigmas[i - 2]! / sigmas[i - 1]!) / h
  const onDifference = (w.d1 * r0 + w.d2) / (r0 + r1)
  const onA = w.d1 + onDifference
  return [w.d0 + onA / r0, -onA / r0 - onDifference / r1, onDifference / r1]
}
