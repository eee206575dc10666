// The range of σ that the form shows is that of the run which the engine plans.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { ModelManifest } from '../src/core/manifest'
import { defaultValues, toRequest } from '../src/core/request/form-values'
import { samplerMetas } from '../src/core/samplers/catalogue'
import { hasPublished } from '../src/core/schedule/published'
import { sigmaRange } from '../src/state/sigma-range'
import { planRun } from '../workers/run/plan'

const { models } = JSON.parse(readFileSync('models.manifest.json', 'utf8')) as { models: ModelManifest[] }

test.each(models.map((manifest) => [manifest.id, manifest] as const))('%s', (_, manifest) => {
  for (const schedule of ['automatic', 'karras', 'sgm_uniform', 'diffusers_karras']) {
    for (const { id: sampler } of samplerMetas.filter(({ id }) => schedule !== 'diffusers_karras' || hasPublished(id))) {
      const values = { ...defaultValues(manifest), sampler, schedule, steps: 12 }
      const { sigmas } = planRun(manifest, toRequest(values, 1)).schedule
      expect([sampler, schedule, sigmaRange(manifest, values)]).toEqual([sampler, schedule, { high: sigmas[0], low: sigmas.findLast((sigma) => sigma > 0) }])
    }
  }
})
