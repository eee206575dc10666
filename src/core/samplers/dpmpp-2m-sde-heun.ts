// DPM++ 2M SDE with the Heun-type second-order weight (arXiv 2211.01095), which A1111 lists as a sampler of its own.
import * as dpmpp2mSde from './dpmpp-2m-sde'
import type { SamplerMeta, SamplerRun, SamplerStep } from './types'

export const meta: SamplerMeta = {
  ...dpmpp2mSde.meta,
  id: 'dpmpp_2m_sde_heun',
  name: 'DPM++ 2M SDE Heun',
  aliases: ['k_dpmpp_2m_sde_heun', 'dpmpp_2m_sde_heun_gpu'],
  options: ['eta', 'sNoise'],
}

export function sample<L>(run: SamplerRun<L>): AsyncGenerator<SamplerStep<L>, L> {
  return dpmpp2mSde.sample({ ...run, options: { ...run.options, solverType: 'heun' } })
}
