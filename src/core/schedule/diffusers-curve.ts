// use_karras_sigmas, use_exponential_sigmas, use_beta_sigmas, use_lu_lambdas of a diffusers config, over a range of σ.
import type { SchedulerConfig } from './scheduler-config'
import { beta, exponential, karras } from './curves'
import { linspace } from './numpy'

export interface ConfiguredCurve { name: 'karras' | 'exponential' | 'beta' | 'lu'; sigmas: number[] }

/** null when the config asks for none of them. */
export function configuredCurve(config: SchedulerConfig, steps: number, lowest: number, highest: number): ConfiguredCurve | null {
  const low = config.sigma_min ?? lowest
  const high = config.sigma_max ?? highest
  if (config.use_karras_sigmas) return { name: 'karras', sigmas: karras(steps, low, high) }
  if (config.use_exponential_sigmas) return { name: 'exponential', sigmas: exponential(steps, low, high) }
  if (config.use_beta_sigmas) return { name: 'beta', sigmas: beta(steps, low, high) }
  if (config.use_lu_lambdas) return { name: 'lu', sigmas: linspace(Math.log(highest), Math.log(lowest), steps).map(Math.exp) }
  return null
}
