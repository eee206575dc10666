// The samplers in the order a person should meet them: the few worth trying first, then the rest by how they behave.
// Belongs to the page, not to the registry: which ones to recommend is a judgement, and models differ.
import type { Choice } from './choice'

export type SamplerGroupName = 'recommended' | 'deterministic' | 'stochastic' | 'few-step' | 'flow'
export interface SamplerGroup { name: SamplerGroupName; samplers: Choice[] }

export const recommendedSamplers: readonly string[] = ['dpmpp_2m', 'euler', 'euler_ancestral', 'unipc', 'ddim', 'dpmpp_2m_sde']
/** They need a model distilled for them; on any other the picture stays soft. */
const fewStep: readonly string[] = ['lcm', 'tcd']
const flow: readonly string[] = ['flow_euler']

/** Every sampler once; a group nobody is in is left out. What the model is made for comes first in its group. */
export function groupSamplers(samplers: readonly Choice[], modelDefault: string | undefined): SamplerGroup[] {
  const first = [...new Set([...(modelDefault ? [modelDefault] : []), ...recommendedSamplers])]
  const recommended = first.flatMap((id) => samplers.filter((one) => one.id === id))
  const others = samplers.filter((one) => !recommended.includes(one))
  const common = others.filter(({ id }) => !fewStep.includes(id) && !flow.includes(id))
  const groups: SamplerGroup[] = [
    { name: 'recommended', samplers: recommended },
    { name: 'deterministic', samplers: common.filter(({ stochastic }) => !stochastic) },
    { name: 'stochastic', samplers: common.filter(({ stochastic }) => stochastic) },
    { name: 'few-step', samplers: others.filter(({ id }) => fewStep.includes(id)) },
    { name: 'flow', samplers: others.filter(({ id }) => flow.includes(id)) },
  ]
  return groups.filter((group) => group.samplers.length > 0)
}
