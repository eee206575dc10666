// diffusers' scheduler_config.json, the fields that change numbers: what a model's author says of how it was trained and is sampled.
import type { Spacing } from './spacing'

/** What the network's output means. */
export type Prediction = 'epsilon' | 'v_prediction' | 'sample' | 'flow_prediction'

export interface SchedulerConfig {
  _class_name?: string
  num_train_timesteps?: number
  beta_start?: number
  beta_end?: number
  beta_schedule?: 'linear' | 'scaled_linear' | 'squaredcos_cap_v2' | 'exp' | 'laplace' | 'sigmoid'
  trained_betas?: readonly number[] | null
  prediction_type?: Prediction
  rescale_betas_zero_snr?: boolean
  timestep_spacing?: Spacing
  steps_offset?: number
  set_alpha_to_one?: boolean
  clip_sample?: boolean
  clip_sample_range?: number
  thresholding?: boolean
  use_karras_sigmas?: boolean | null
  use_exponential_sigmas?: boolean | null
  use_beta_sigmas?: boolean | null
  use_lu_lambdas?: boolean | null
  use_flow_sigmas?: boolean | null
  flow_shift?: number
  interpolation_type?: 'linear' | 'log_linear'
  timestep_type?: 'discrete' | 'continuous'
  final_sigmas_type?: 'zero' | 'sigma_min'
  sigma_min?: number | null
  sigma_max?: number | null
  solver_order?: number
  solver_type?: string
  algorithm_type?: string
  lower_order_final?: boolean
  euler_at_final?: boolean
  lambda_min_clipped?: number | null
  predict_x0?: boolean
  disable_corrector?: readonly number[]
  variance_type?: string | null
  skip_prk_steps?: boolean
  original_inference_steps?: number | null
  timestep_scaling?: number
  shift?: number
  shift_terminal?: number | null
  invert_sigmas?: boolean
  use_dynamic_shifting?: boolean
  time_shift_type?: 'exponential' | 'linear'
  stochastic_sampling?: boolean
}
