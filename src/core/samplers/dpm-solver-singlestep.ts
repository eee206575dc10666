// DPM-Solver and DPM-Solver++ as single-step solvers: blocks of 1, 2 or 3 network calls that restart from the block's first latent.
// arXiv 2206.00927, 2211.01095. Follows diffusers scheduling_dpmsolver_singlestep.py; `sigmas` holds every call's level.
import { dpmSolverWeights, solvesForPicture } from './dpm-solver-weights'
import { ownLatents } from './latents'
import type { SamplerMeta, SamplerRun, SamplerStep } from './types'

export const meta: SamplerMeta = {
  id: 'dpm_solver_singlestep',
  name: 'DPM-Solver singlestep',
  aliases: ['k_dpm_solver_singlestep', 'DPMSolverSinglestepScheduler', 'DPMSolverSinglestep'],
  paper: 'arXiv:2206.00927',
  order: 3,
  stochastic: false,
  defaultSchedule: 'normal',
  unitStart: true,
  options: ['order', 'algorithm', 'solverType', 'lowerOrderFinal'],
}

export async function* sample<L>(run: SamplerRun<L>): AsyncGenerator<SamplerStep<L>, L> {
  const { sigmas, options } = run
  const { order = 2, algorithm = 'dpmsolver++', lowerOrderFinal = true } = options
  const solverType = options.solverType === 'heun' ? 'heun' : 'midpoint'
  const steps = sigmas.length - 1
  const orders = orderList(steps, order, lowerOrderFinal || steps % order !== 0 || sigmas[steps] === 0)
  const latents = ownLatents(run)
  try {
    let x = run.x
    let blockStart: L | null = null
    // Predictions of the current block, oldest first.
    let block: L[] = []
    for (let i = 0; i < steps; i++) {
      const sigma = sigmas[i]!
      const sigmaNext = sigmas[i + 1]!
      const denoised = await latents.denoise(x, sigma)
      yield { i, sigma, x, denoised }
      const stepOrder = orders[i]!
      if (stepOrder === 1) {
        latents.release(...block, blockStart)
        block = []
        blockStart = latents.combine([[1, x]])
      }
      if (solvesForPicture(algorithm)) {
        block.push(denoised)
      } else {
        block.push(latents.combine([[1 / sigma, x], [-1 / sigma, denoised]]))
        latents.release(denoised)
      }
      const levels = sigmas.slice(i + 1 - stepOrder, i + 1)
      const { x: keep, predictions, noise: spread } = blockWeights(algorithm, solverType, levels, sigmaNext)
      const noise = spread > 0 ? latents.noise(sigma, sigmaNext) : null
      const terms: Array<[number, L]> = [[keep, blockStart!], ...predictions.map((weight, j) => [weight, block[j]!] as [number, L])]
      if (noise !== null) terms.push([spread, noise])
      const next = latents.combine(terms)
      latents.release(x, noise)
      x = next
    }
    return latents.handOver(x)
  } finally {
    latents.releaseAll()
  }
}

/** Weights from the block's start latent to `to`; `levels` are the σ of the block's predictions so far, oldest first. */
function blockWeights(algorithm: NonNullable<SamplerRun<unknown>['options']['algorithm']>, solverType: 'midpoint' | 'heun', levels: number[], to: number) {
  const start = levels[0]!
  const h = Math.log(start / to)
  const reach = levels.map((sigma) => Math.log(start / sigma) / h)
  if (levels.length === 1) {
    const w = dpmSolverWeights(algorithm, solverType, 1, start, to)
    return { x: w.x, predictions: [w.d0], noise: w.noise }
  }
  if (levels.length === 2) {
    const w = dpmSolverWeights(algorithm, solverType, 2, start, to)
    const slope = w.d1 / reach[1]!
    return { x: w.x, predictions: [w.d0 - slope, slope], noise: w.noise }
  }
  // Slopes towards the middle and the last prediction; D1 and D2 are their divided differences.
  const w = dpmSolverWeights(algorithm, solverType, 3, start, to)
  const r1 = reach[1]!, r0 = reach[2]!
  const onMiddle = solverType === 'midpoint' ? 0 : (w.d1 * r0 - 2 * w.d2) / (r0 - r1)
  const onLast = solverType === 'midpoint' ? w.d1 : (-w.d1 * r1 + 2 * w.d2) / (r0 - r1)
  return { x: w.x, predictions: [w.d0 - onMiddle / r1 - onLast / r0, onMiddle / r1, onLast / r0], noise: w.noise }
}

/** Order of each call, as diffusers lays the blocks out. */
export function orderList(steps: number, order: number, lowerOrderFinal: boolean): number[] {
  const blocks = (count: number) => Array.from({ length: Math.max(0, count) }, () => Array.from({ length: order }, (_, i) => i + 1)).flat()
  if (order === 1) return Array.from({ length: steps }, () => 1)
  const whole = Math.floor(steps / order)
  if (!lowerOrderFinal) return blocks(whole)
  if (order === 2) return steps % 2 === 0 ? [...blocks(whole - 1), 1, 1] : [...blocks(whole), 1]
  if (steps % 3 === 0) return [...blocks(whole - 1), 1, 2, 1]
  return steps % 3 === 1 ? [...blocks(whole), 1] : [...blocks(whole), 1, 2]
}
