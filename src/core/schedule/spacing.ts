// Which training timesteps a run visits: leading, linspace or trailing (arXiv 2305.08891, Table 2), as diffusers computes them.
import { arangeDown, linspace, roundHalfEven } from './numpy'

export type Spacing = 'leading' | 'linspace' | 'trailing'

/** Euler, Heun, LMS, KDPM2: `steps` timesteps, fractional for linspace. */
export function sigmaSpacing(spacing: Spacing, steps: number, trainSteps: number, offset: number): number[] {
  switch (spacing) {
    case 'linspace':
      return linspace(0, trainSteps - 1, steps).map(Math.fround).toReversed()
    case 'leading':
      return leading(steps, Math.floor(trainSteps / steps), offset)
    case 'trailing':
      return trailing(steps, trainSteps, trainSteps)
  }
}

/** DDIM, DDPM: whole timesteps. PNDM's linspace is the same. */
export function ddimSpacing(spacing: Spacing, steps: number, trainSteps: number, offset: number): number[] {
  if (spacing === 'linspace') return linspace(0, trainSteps - 1, steps).map(roundHalfEven).toReversed()
  return sigmaSpacing(spacing, steps, trainSteps, offset)
}

/** DPM-Solver, UniPC, DEIS: one timestep more than needed is laid out, and the last (nearest to the picture) dropped. */
export function solverSpacing(spacing: Spacing, steps: number, trainSteps: number, offset: number, lastTimestep = trainSteps): number[] {
  switch (spacing) {
    case 'linspace':
      return linspace(0, lastTimestep - 1, steps + 1).map(roundHalfEven).toReversed().slice(0, -1)
    case 'leading':
      return leading(steps + 1, Math.floor(lastTimestep / (steps + 1)), offset).slice(0, -1)
    case 'trailing':
      return trailing(steps, trainSteps, lastTimestep)
  }
}

function leading(count: number, ratio: number, offset: number): number[] {
  return Array.from({ length: count }, (_, i) => i * ratio + offset).toReversed()
}

function trailing(steps: number, trainSteps: number, last: number): number[] {
  return arangeDown(last, trainSteps / steps).map((t) => roundHalfEven(t) - 1)
}
