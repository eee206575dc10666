// Runs a sampler without numbers to learn which noise it will ask for, so that every draw can be made and uploaded
// before the loop and the loop itself uploads none.
import type { Sampler, SamplerOptions } from './types'

/** One draw; Brownian-tree samplers say which stretch of sigma it belongs to. */
export interface NoiseDraw { sigmaFrom: number | undefined; sigmaTo: number | undefined }

/** The draws a sampler makes over these sigmas, in order. */
export async function rehearse(sampler: Sampler, sigmas: readonly number[], options: SamplerOptions): Promise<NoiseDraw[]> {
  const draws: NoiseDraw[] = []
  const latent = {}
  const steps = sampler({
    denoise: () => Promise.resolve(latent),
    x: latent,
    sigmas,
    ops: {
      combine: () => latent,
      noise: (sigmaFrom, sigmaTo) => {
        draws.push({ sigmaFrom, sigmaTo })
        return latent
      },
      release: () => {},
      clamp: () => latent,
    },
    options,
  })
  while (!(await steps.next()).done);
  return draws
}
