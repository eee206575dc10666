// The intermediate level s = ⌊(1-γ)·t'⌋ of each TCD step (arXiv 2402.19159; diffusers scheduling_tcd.py), as σ.
import { sigmaOfTimestep } from './noise-model'
import type { NoiseModel } from './noise-model'

export function tcdLandings(noise: NoiseModel, timesteps: readonly number[], gamma: number): number[] {
  return timesteps.map((_, i) => sigmaOfTimestep(noise, Math.floor((1 - gamma) * (timesteps[i + 1] ?? 0)), 'linear'))
}
