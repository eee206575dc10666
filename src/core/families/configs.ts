// The JSON files that diffusers puts beside the graphs. Any of them may be missing or hold fields of another version, so each
// field is read with care and has a usual value.
import type { SchedulerConfig } from '../schedule'
import type { TokenizerConfig } from './clip-tokenizer'

export type Config = Record<string, unknown>

export interface ModelConfigs {
  /** model_index.json */
  index: Config
  unet: Config
  vae: Config
  textEncoder: Config
  textEncoder2: Config
  scheduler: SchedulerConfig | null
}

/** What lies in a tokenizer's folder. */
export interface TokenizerFiles {
  /** tokenizer.json or vocab.json. */
  path: string
  merges?: string
  configPath?: string
  vocabulary: Record<string, number>
  config: TokenizerConfig
  /** special_tokens_map.json */
  map: TokenizerConfig
}

const own = (config: Config, name: string): unknown => (Object.hasOwn(config, name) ? config[name] : undefined)

export function numberIn(config: Config, name: string): number | undefined {
  const value = own(config, name)
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

export function textIn(config: Config, name: string): string {
  const value = own(config, name)
  return typeof value === 'string' ? value : ''
}

export function lengthIn(config: Config, name: string): number | undefined {
  const value = own(config, name)
  return Array.isArray(value) ? value.length : undefined
}

/** What Stable Diffusion was trained with and its pipelines insist on (diffusers loaders/single_file_utils.py SCHEDULER_DEFAULT_CONFIG). */
const trained: SchedulerConfig = {
  beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear', num_train_timesteps: 1000, prediction_type: 'epsilon',
  steps_offset: 1, set_alpha_to_one: false, skip_prk_steps: true,
}

/** `published` with the gaps filled. Latents are never clipped: a config that says so is another class's default. */
export function schedulerConfig(published: SchedulerConfig | null, usual: SchedulerConfig): SchedulerConfig {
  return { ...trained, ...(published ?? usual), clip_sample: false, thresholding: false }
}

/** diffusers' class, such as EulerDiscreteScheduler. */
export function schedulerClass({ _class_name: name = '' }: SchedulerConfig): string {
  return name
}
