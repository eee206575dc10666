// Runs a sampler without numbers to learn how many steps it takes and which noise it will ask for, so that every draw can
// be made and uploaded before the loop and the loop itself uploads none.
import type { Sampler, SamplerOptions } from './types'

/** One draw; Brownian-tree samplers say which stretch of sigma it belongs to. */
export interface NoiseDraw { sigmaFrom: number | undefined; sigmaTo: number | undefined }

/** What a sampler does over these sigmas. `steps` is not always sigmas.length - 1: Restart walks some of them twice. */
export async function rehearse(sampler: Sampler, sigmas: readonly number[], options: SamplerOptions): Promise<{ steps: number; draws: NoiseDraw[] }> {
  const draws: NoiseDraw[] = []
  const latent = {}
  let steps = 0
  const run = sampler({
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
  while (!(await run.next()).done) steps++
  return { steps, draws }
}
