// Noise levels for flow matching, s in x = (1-s)·x0 + s·n, from 1 (noise) to just above 0 (arXiv 2209.03003, 2403.03206).
// 'normal' is diffusers' FlowMatchEulerDiscreteScheduler.set_timesteps; 'simple' and 'sgm_uniform' are ComfyUI's.
import { EngineError } from '../errors/engine-error'
import { beta, exponential, karras } from './curves'
import { linspace } from './numpy'

const f = Math.fround

/** Resolution-dependent timestep shift (arXiv 2403.03206 §5.3.2). */
export function shiftLevel(level: number, shift: number): number {
  return (shift * level) / (1 + (shift - 1) * level)
}

export function flowLevels(trainSteps: number, steps: number, schedule: string, shift: number): number[] {
  // diffusers takes the range from the already shifted training levels and shifts again: kept, the trace pins it.
  const highest = 1
  const lowest = f(shiftLevel(f(1 / trainSteps), shift))
  const spaced = linspace(highest * trainSteps, lowest * trainSteps, steps).map((t) => shiftLevel(t / trainSteps, shift))
  switch (schedule) {
    case 'normal':
      return spaced
    case 'simple':
    case 'sgm_uniform':
      return Array.from({ length: steps }, (_, i) => shiftLevel(1 - i / steps, shift))
    case 'karras':
      return karras(steps, spaced.at(-1)!, spaced[0]!)
    case 'exponential':
      return exponential(steps, spaced.at(-1)!, spaced[0]!)
    case 'beta':
      return beta(steps, spaced.at(-1)!, spaced[0]!)
    default:
      throw new EngineError('bad-request.flow-schedule', { schedule })
  }
}
