// Values that the tests of this folder share.
import type { ModelManifest } from '../manifest'
import { defaultValues } from './form-values'
import type { FormValues } from './fields'
import type { Known } from './field-texts'

export const manifest = {
  id: 'tiny', name: 'Pictograms',
  size: { width: 128, height: 128, step: 32, min: 64, max: 256 },
  defaults: { sampler: 'euler', schedule: 'karras', steps: 20, guidance: 4 },
} as ModelManifest
export const known: Known = {
  models: [{ id: 'tiny', name: 'Pictograms' }, { id: 'big', name: 'Big' }],
  samplers: ['euler', 'euler_ancestral', 'dpmpp_2m', 'ddim', 'heun'],
  schedules: ['normal', 'karras', 'ddim_uniform'],
}
export const base = defaultValues(manifest)
/** The field that only samplers which reseed their noise have a use for. */
export const reseeding = 'ensd'
/** Every optional field that Euler a has a use for, and a few that it has not. */
export const everything: FormValues = {
  ...base, prompt: 'a fish, red: very', negative: 'blue', sampler: 'euler_ancestral', seed: 42, rng: 'nv', width: 96,
  eta: 0.5, sNoise: 1.01, variationSeed: 9, variationStrength: 0.3, seedWidth: 64, seedHeight: 96, ensd: 31337, rescale: 0.7,
  intervalLow: 0.5, intervalHigh: 5, skipUncondBelow: 1.5, projectionEta: 0.2, projectionMaxNorm: 15,
}
