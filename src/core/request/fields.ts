// The field table: every scalar of a picture request with its range and its names everywhere. The link, the text under a picture,
// the command line, the axes of a comparison, the API and the form's ranges are derived from it: a new field is one row here and
// one label in the form's words. Order is that of A1111's infotext.
import { choice, number, optional, seed, text } from './field-kinds'
import type { ChoiceField, Field, NumberField, NumberRange, SeedField, SharedName } from './field-kinds'

const pair = (name: string, part: 0 | 1, between = 'x'): SharedName => ({ name, part, between })
const sides = { min: 64, max: 8192, whole: true, step: 8 } as const
export const maxSeed = Number.MAX_SAFE_INTEGER

export const fields = {
  prompt: text('prompt.positive', { link: 'prompt', infotext: 'Prompt', api: 'prompt', axis: 'Prompt' }),
  negative: text('prompt.negative', { link: 'negative', infotext: 'Negative prompt', flag: 'negative', api: 'negative_prompt', axis: 'Negative prompt' }),
  steps: number('sampling.steps', { min: 1, max: 150, whole: true, link: 'steps', infotext: 'Steps', flag: 'steps', api: 'steps', axis: 'Steps' }),
  sampler: choice('sampling.sampler', 'sampler', { link: 'sampler', infotext: 'Sampler', flag: 'sampler', api: 'sampler_name', axis: 'Sampler' }),
  schedule: choice('sampling.schedule', 'schedule', { link: 'schedule', infotext: 'Schedule type', flag: 'schedule', api: 'scheduler', axis: 'Schedule type' }),
  guidance: number('guidance.scale', { min: 1, max: 30, link: 'guidance', infotext: 'CFG scale', flag: 'guidance', api: 'cfg_scale', axis: 'CFG Scale' }),
  seed: seed('seed.value', { min: 0, max: maxSeed, whole: true, link: 'seed', infotext: 'Seed', flag: 'seed', api: 'seed', axis: 'Seed' }),
  width: number('size.width', { ...sides, link: pair('size', 0), infotext: pair('Size', 0), flag: pair('size', 0), api: 'width' }),
  height: number('size.height', { ...sides, link: pair('size', 1), infotext: pair('Size', 1), flag: pair('size', 1), api: 'height' }),
  model: choice('model.id', 'model', { link: 'model', infotext: 'Model', flag: 'model', api: 'override_settings.sd_model_checkpoint' }),
  variationSeed: optional('seed.variation.seed', { min: 0, max: maxSeed, whole: true, off: 0, needs: ['variationStrength'], link: 'variation', infotext: 'Variation seed', flag: 'variation-seed', api: 'subseed', axis: 'Var. seed' }),
  variationStrength: optional('seed.variation.strength', { min: 0, max: 1, off: 0, link: 'strength', infotext: 'Variation seed strength', flag: 'variation-strength', api: 'subseed_strength', axis: 'Var. strength' }),
  seedWidth: optional('seed.resizeFrom.width', { min: 8, max: 4096, step: 8, needs: ['seedHeight'], link: 'seed_width', infotext: pair('Seed resize from', 0), flag: pair('seed-size', 0), api: 'seed_resize_from_w' }),
  seedHeight: optional('seed.resizeFrom.height', { min: 8, max: 4096, step: 8, needs: ['seedWidth'], link: 'seed_height', infotext: pair('Seed resize from', 1), flag: pair('seed-size', 1), api: 'seed_resize_from_h' }),
  ensd: optional('seed.ensd', { min: 0, max: 2 ** 32 - 1, whole: true, off: 0, ofReseeding: true, link: 'ensd', infotext: 'ENSD', flag: 'ensd', api: 'override_settings.eta_noise_seed_delta' }),
  rng: choice('seed.rng', ['cpu', 'nv'], { link: 'rng', infotext: 'RNG', flag: 'rng', api: 'override_settings.randn_source' }),
  eta: optional('sampling.options.eta', { min: 0, max: 1, ofSampler: true, link: 'eta', infotext: 'Eta', infotextAlso: ['Eta DDIM'], flag: 'eta', api: 'eta', axis: 'Eta' }),
  sChurn: optional('sampling.options.sChurn', { min: 0, max: 100, off: 0, ofSampler: true, link: 's_churn', infotext: 'Sigma churn', flag: 's-churn', api: 's_churn', axis: 'Sigma Churn' }),
  sTmin: optional('sampling.options.sTmin', { min: 0, max: 1000, off: 0, ofSampler: true, link: 's_tmin', infotext: 'Sigma tmin', flag: 's-tmin', api: 's_tmin', axis: 'Sigma min' }),
  // As in A1111, 0 stands for no upper end.
  sTmax: optional('sampling.options.sTmax', { min: 0, max: 1000, off: 0, ofSampler: true, link: 's_tmax', infotext: 'Sigma tmax', flag: 's-tmax', api: 's_tmax', axis: 'Sigma max' }),
  sNoise: optional('sampling.options.sNoise', { min: 0, max: 2, off: 1, ofSampler: true, link: 's_noise', infotext: 'Sigma noise', flag: 's-noise', api: 's_noise', axis: 'Sigma noise' }),
  skipUncondBelow: optional('guidance.skipUncondBelow', { min: 0, max: 1000, off: 0, link: 's_min_uncond', infotext: 'NGMS', flag: 's-min-uncond', api: 's_min_uncond', axis: 'Negative Guidance minimum sigma' }),
  // A1111 has no names for these.
  rescale: optional('guidance.rescale', { min: 0, max: 1, off: 0, link: 'rescale', infotext: 'Guidance rescale', flag: 'rescale', axis: 'Guidance rescale' }),
  intervalLow: optional('guidance.interval.low', { min: 0, max: 1000, off: 0, link: 'guide_above', infotext: pair('Guidance interval', 0, '-'), flag: 'guide-above' }),
  intervalHigh: optional('guidance.interval.high', { min: 0, max: 1000, off: 0, filled: Infinity, link: 'guide_upto', infotext: pair('Guidance interval', 1, '-'), flag: 'guide-upto' }),
  projectionEta: optional('guidance.projection.eta', { min: 0, max: 1, off: 1, link: 'apg', infotext: 'Guidance projection', flag: 'apg', axis: 'Guidance projection' }),
  projectionMaxNorm: optional('guidance.projection.maxNorm', { min: 0, max: 1000, off: 0, link: 'apg_norm', infotext: 'Guidance max norm', flag: 'apg-norm', axis: 'Guidance max norm' }),
} as const satisfies Record<string, Field>

export type FieldId = keyof typeof fields

type ValueOf<F> = F extends { kind: 'number' } ? number : F extends { kind: 'seed' } ? number | null : F extends { of: readonly (infer V)[] } ? V : string
type Optional = { [K in FieldId]: (typeof fields)[K]['optional'] extends true ? K : never }[FieldId]
export type OptionalId = Optional

/** A request's scalars, flat, by the ids of the table: what a person sets. Absent = off. */
export type FormValues = { [K in Exclude<FieldId, Optional>]: ValueOf<(typeof fields)[K]> } & { [K in Optional]?: number }

export const fieldIds = Object.keys(fields) as FieldId[]
export const optionalIds = fieldIds.filter((id): id is OptionalId => fields[id].optional)

/** The row, without what is known of it in particular. */
export const fieldOf = (id: FieldId): Field => fields[id]
export const numberField = (id: FieldId): (NumberField | SeedField) & NumberRange => {
  const field = fieldOf(id)
  if (field.kind !== 'number' && field.kind !== 'seed') throw new Error(`${id} is no number`)
  return field
}
export const isChoice = (field: Field): field is ChoiceField => field.kind === 'choice'

/** Two ends of a range, the lower one first. */
export const ends: readonly (readonly [OptionalId, OptionalId])[] = [['sTmin', 'sTmax'], ['intervalLow', 'intervalHigh']]
