// What a model's config may say of the numbers that are used: a picture's side, the steps of training, the betas. Wide enough for
// every model published, narrow enough that no table made of them fills the memory. A wrong one is named with its file.
import { EngineError } from '../errors/engine-error'
import type { Config } from './configs'

/** What a value may be: as a check that complains, and as models.manifest.schema.json says the same (tests/manifest-bounds.test.ts holds it to that). */
interface Rule { demand(value: unknown, path: string, field: string): void; schema: object }

const shown = (value: unknown): string => (typeof value === 'number' ? String(value) : JSON.stringify(value) ?? typeof value).slice(0, 60)
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

const whole = (min: number, max: number): Rule => ({
  schema: { type: 'integer', minimum: min, maximum: max },
  demand(value, path, field) {
    if (!Number.isInteger(value) || Number(value) < min || Number(value) > max) throw new EngineError('model-broken.config-whole', { path, field, found: shown(value), min, max })
  },
})
const within = (min: number, max: number): Rule => ({
  schema: { type: 'number', minimum: min, maximum: max },
  demand(value, path, field) {
    if (!isNumber(value) || value < min || value > max) throw new EngineError('model-broken.config-number', { path, field, found: shown(value), min, max })
  },
})
const text: Rule = {
  schema: { type: 'string', minLength: 1, maxLength: 200 },
  demand(value, path, field) {
    if (typeof value !== 'string' || value.length === 0 || value.length > 200) throw new EngineError('model-broken.config-text', { path, field, found: shown(value) })
  },
}
const oneOf = (...known: readonly string[]): Rule => ({
  schema: { enum: known },
  demand(value, path, field) {
    if (!known.includes(value as string)) throw new EngineError('model-broken.config-one-of', { path, field, found: shown(value), known: known.join(', ') })
  },
})
const flag: Rule = {
  schema: { type: 'boolean' },
  demand(value, path, field) {
    if (typeof value !== 'boolean') throw new EngineError('model-broken.config-flag', { path, field, found: shown(value) })
  },
}
const list = (min: number, max: number, entry: Rule): Rule => ({
  schema: { type: 'array', minItems: min, maxItems: max, items: entry.schema },
  demand(value, path, field) {
    if (!Array.isArray(value) || value.length < min || value.length > max) throw new EngineError('model-broken.config-list', { path, field, found: Array.isArray(value) ? value.length : shown(value), min, max })
    value.forEach((found: unknown, at) => entry.demand(found, path, `${field}[${at}]`))
  },
})
/** null says the same as leaving it out. */
const orNull = ({ schema, demand }: Rule): Rule => ({ schema: { anyOf: [schema, { type: 'null' }] }, demand: (value, path, field) => void (value === null || demand(value, path, field)) })
/** -Infinity says that nothing is cut off; JSON has no word for it. */
const orWithoutEnd = ({ schema, demand }: Rule): Rule => ({ schema, demand: (value, path, field) => void (value === -Infinity || demand(value, path, field)) })
/** A side of a square, or both. */
const oneOrMany = (max: number, rule: Rule): Rule => {
  const many = list(1, max, rule)
  return { schema: { anyOf: [rule.schema, many.schema] }, demand: (value, path, field) => (Array.isArray(value) ? many : rule).demand(value, path, field) }
}

export const mostTrainSteps = 10_000
/** Pixels; the largest that a GPU takes as one texture. */
export const longestSide = 8192
export const mostChannels = 64
/** Tokens, and numbers of one token's vector. */
export const longestText = 4096
export const widestText = 16_384

const beta = within(1e-9, 0.999_999)
const level = orNull(within(0, 1e6))
const flags = ['rescale_betas_zero_snr', 'set_alpha_to_one', 'clip_sample', 'thresholding', 'use_karras_sigmas', 'use_exponential_sigmas', 'use_beta_sigmas', 'use_lu_lambdas', 'use_flow_sigmas',
  'lower_order_final', 'euler_at_final', 'predict_x0', 'skip_prk_steps', 'invert_sigmas', 'use_dynamic_shifting', 'stochastic_sampling']

const scheduler: Record<string, Rule> = {
  _class_name: text,
  num_train_timesteps: whole(2, mostTrainSteps),
  beta_start: beta,
  beta_end: beta,
  beta_schedule: oneOf('linear', 'scaled_linear', 'squaredcos_cap_v2', 'exp', 'laplace', 'sigmoid'),
  trained_betas: orNull(list(2, mostTrainSteps, beta)),
  prediction_type: oneOf('epsilon', 'v_prediction', 'sample', 'flow_prediction'),
  timestep_spacing: oneOf('leading', 'linspace', 'trailing'),
  steps_offset: whole(0, mostTrainSteps),
  clip_sample_range: within(1e-6, 1e6),
  flow_shift: within(1e-6, 1e6),
  interpolation_type: oneOf('linear', 'log_linear'),
  timestep_type: oneOf('discrete', 'continuous'),
  final_sigmas_type: oneOf('zero', 'sigma_min'),
  sigma_min: level,
  sigma_max: level,
  solver_order: whole(1, 10),
  solver_type: text,
  algorithm_type: text,
  lambda_min_clipped: orNull(orWithoutEnd(within(-1e6, 1e6))),
  disable_corrector: list(0, mostTrainSteps, whole(0, mostTrainSteps)),
  variance_type: orNull(text),
  original_inference_steps: orNull(whole(1, mostTrainSteps)),
  timestep_scaling: within(1e-6, 1e6),
  shift: within(1e-6, 1e6),
  shift_terminal: orNull(within(0, 1)),
  time_shift_type: oneOf('exponential', 'linear'),
  ...Object.fromEntries(flags.map((name) => [name, orNull(flag)])),
}

const textEncoder: Record<string, Rule> = {
  max_position_embeddings: whole(3, longestText),
  num_hidden_layers: whole(1, 1000),
  vocab_size: whole(1, 10_000_000),
}

export const configRules = {
  index: { _class_name: text },
  unet: {
    _class_name: text,
    sample_size: orNull(oneOrMany(4, whole(1, longestSide / 8))),
    in_channels: whole(1, mostChannels),
    cross_attention_dim: orNull(oneOrMany(100, whole(1, widestText))),
    time_cond_proj_dim: orNull(whole(1, widestText)),
  },
  vae: {
    _class_name: text,
    latent_channels: whole(1, mostChannels),
    block_out_channels: list(1, 8, whole(1, 1_000_000)),
    scaling_factor: within(1e-4, 1e4),
    shift_factor: orNull(within(-1e4, 1e4)),
  },
  textEncoder,
  scheduler,
} satisfies Record<string, Record<string, Rule>>

/** @throws EngineError `model-broken` that names file, field and value. */
export function demandConfig(kind: keyof typeof configRules, path: string, config: Config): void {
  for (const [field, rule] of Object.entries<Rule>(configRules[kind])) if (Object.hasOwn(config, field)) rule.demand(config[field], path, field)
  if (kind === 'scheduler') demandBetas(path, config)
}

/** A beta for each step of training. */
function demandBetas(path: string, { trained_betas: betas, num_train_timesteps: steps = 1000 }: Config): void {
  if (!Array.isArray(betas) || betas.length === steps) return
  throw new EngineError('model-broken.config-list', { path, field: 'trained_betas', found: betas.length, min: Number(steps), max: Number(steps) })
}
