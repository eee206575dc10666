// One step of DPM-Solver and DPM-Solver++ (arXiv 2206.00927, 2211.01095), ODE and SDE, as weights in σ-space:
// x' = x·[x] + d0·D0 + d1·D1 + d2·D2 + noise·n, where D0 is a prediction and D1, D2 its scaled differences.
// Follows diffusers scheduling_dpmsolver_multistep.py; its α-space formulas divided by α'.
import type { DpmAlgorithm } from './types'

export interface StepWeights { x: number; d0: number; d1: number; d2: number; noise: number }

export function dpmSolverWeights(algorithm: DpmAlgorithm, solverType: 'midpoint' | 'heun', order: number, from: number, to: number): StepWeights {
  const ratio = to / from
  const h = Math.log(from / to)
  // The expressions below have limits at σ' = 0 only for first order, which is all that is asked for there.
  const second = order === 2
  const midpoint = second && solverType === 'midpoint'
  const third = order === 3
  switch (algorithm) {
    case 'dpmsolver++': {
      const d0 = 1 - ratio
      const d1 = order === 1 ? 0 : midpoint ? d0 / 2 : 1 - d0 / h
      return { x: ratio, d0, d1, d2: third ? 0.5 - (h - d0) / h ** 2 : 0, noise: 0 }
    }
    case 'dpmsolver': {
      const d0 = to - from
      const d1 = order === 1 ? 0 : midpoint ? d0 / 2 : d0 / h + to
      return { x: 1, d0, d1, d2: third ? -((from - to - to * h) / h ** 2 - to / 2) : 0, noise: 0 }
    }
    case 'sde-dpmsolver++': {
      const d0 = 1 - ratio ** 2
      const d1 = order === 1 ? 0 : midpoint ? d0 / 2 : 1 - d0 / (2 * h)
      // diffusers has -½ where the expansion gives +½; equal to diffusers on purpose.
      const d2 = third ? (d0 - 2 * h) / (2 * h) ** 2 - 0.5 : 0
      return { x: ratio ** 2, d0, d1, d2, noise: to * Math.sqrt(d0) }
    }
    case 'sde-dpmsolver': {
      const d0 = 2 * (to - from)
      const d1 = order === 1 ? 0 : midpoint ? d0 / 2 : d0 / h + 2 * to
      return { x: 1, d0, d1, d2: 0, noise: Math.sqrt(from ** 2 - to ** 2) }
    }
  }
}

/** Whether the solver integrates the predicted picture (++) or the predicted noise. */
export function solvesForPicture(algorithm: DpmAlgorithm): boolean {
  return algorithm.endsWith('++')
}
