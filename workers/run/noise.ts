// All the noise of a run, made before the loop so that the loop uploads none: the start latent and what the sampler will draw.
import { EngineError } from '../../src/core/errors/engine-error'
import { brownianTree } from '../../src/core/random/brownian-tree'
import { imageNoise } from '../../src/core/random/image-noise'
import { philoxNv } from '../../src/core/random/philox-nv'
import { randnCpu } from '../../src/core/random/randn-cpu'
import { rehearse } from '../../src/core/samplers/rehearse'
import type { ModelManifest } from '../../src/core/manifest'
import type { Seed, Size } from '../../src/core/request/picture-request'
import type { LatentHome } from '../latents/latent-home'
import type { RunPlan } from './plan'

export interface RunNoise<L> {
  start: L
  draws: L[]
  /** Steps the sampler will take with them. */
  steps: number
}

/** Follows A1111: one generator per picture, continued; ENSD, variation seeds and seed resize as there. */
export async function makeNoise<L>(home: LatentHome<L>, manifest: ModelManifest, plan: RunPlan, { value: seed, rng, variation, resizeFrom, ensd = 0 }: Seed): Promise<RunNoise<L>> {
  const { height, width, schedule, meta } = plan
  const { channels, factor } = manifest.latent
  const length = channels * height * width
  const { steps, draws } = await rehearse(plan.sampler, schedule.sigmas, plan.options)

  // Plain NV noise needs no CPU: the kernel writes each draw into its latent.
  if (home.philox && rng === 'nv' && !variation && !resizeFrom && ensd === 0 && !meta.brownianNoise) {
    const draw = (index: number, scale: number) => {
      const out = home.alloc(length)
      home.philox?.(out, length, seed, index, scale)
      return out
    }
    return { steps, start: draw(0, schedule.initialScale), draws: draws.map((_, i) => draw(i + 1, 1)) }
  }

  const source = imageNoise({
    tool: 'a1111', rng, seed, count: 1, shape: [channels, height, width],
    ...(variation && { variation }),
    ...(resizeFrom && { resizeFrom: latentSize(resizeFrom, factor) }),
    ...(meta.usesEnsd && { laterSeedOffset: ensd }),
  })
  const start = home.upload(source.next(length).map((value) => value * schedule.initialScale))
  const positive = schedule.sigmas.filter((sigma) => sigma > 0)
  const path = meta.brownianNoise
    ? brownianTree({ seed, sigmaMin: positive.at(-1)!, sigmaMax: positive[0]!, length, random: rng === 'nv' ? philoxNv : randnCpu })
    : null
  return { steps, start, draws: draws.map(({ sigmaFrom = 0, sigmaTo = 0 }) => home.upload(path ? path(sigmaFrom, sigmaTo) : source.next(length))) }
}

function latentSize({ width, height }: Size, factor: number): Size {
  if ([width, height].some((side) => !Number.isInteger(side) || side < factor || side % factor !== 0)) {
    throw new EngineError('bad-request.seed-size', { width, height, factor })
  }
  return { width: width / factor, height: height / factor }
}
