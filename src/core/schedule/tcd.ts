// The intermediate level s = ⌊(1-γ)·t'⌋ of each TCD step (arXiv 2402.19159; diffusers scheduling_tcd.py), as σ.
import { sigmaOfTimestep } from './noise-model'
import type { NoiseModel } from './noise-model'

/** `sigmas`: where each step begins, at least as many as timesteps. */
export function tcdLandings(noise: NoiseModel, { timesteps, sigmas }: { timesteps: readonly number[]; sigmas: readonly number[] }, gamma: number): number[] {
  return timesteps.map((_, i) => {
    const landing = sigmaOfTimestep(noise, Math.floor((1 - gamma) * (timesteps[i + 1] ?? 0)), 'linear')
    // s never comes after t', but timesteps end at 0 and schedules may not: Align Your Steps goes on to σ 0.0290 where σ(0) is 0.0292. There
    // s and t' are one level, which is landed on without noise.
    return Math.min(landing, sigmas[i + 1] ?? landing)
  })
}
