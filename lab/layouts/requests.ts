// Reads the cases of an expected.json: requests in diffusers' words, and what must come of them.
import { toRequest } from '../../src/core/request/form-values'
import type { PictureRequest } from '../../src/core/request/picture-request'
import { resolveSampler } from '../../src/core/samplers'
import type { SchedulerConfig } from '../../src/core/schedule'
import { hasPublished, publishedRun } from '../../src/core/schedule/published'
import { isPublished } from '../../src/core/schedule/published-names'

export interface LayoutCase {
  model: string
  /** Such as ddim, euler, dpmpp_2m_karras. */
  sampler: string
  steps: number
  guidance: number
  seed: number
  width: number
  height: number
  prompt: string
  negative?: string
  token_ids?: number[]
  /** What the network is told, call by call: tells the spacing that the sampler's name leaves open. */
  timesteps?: number[]
  /** [4][h][w] in model space, after the last step. */
  final_latent: number[]
  /** [height][width][3] */
  rgb8_base64: string
}

const curves = ['karras', 'exponential', 'beta']
const spacings = ['linspace', 'leading', 'trailing']

/** Names that scripts around diffusers use and nobody else. */
const scriptNames: Record<string, string> = {
  kdpm2: 'dpm_2', kdpm2_ancestral: 'dpm_2_ancestral', kdpm2_a: 'dpm_2_ancestral', dpm2_ancestral: 'dpm_2_ancestral',
  dpmpp2m: 'dpmpp_2m', dpmpp: 'dpmpp_2m', dpmsolver: 'dpmpp_2m', 'dpmsolver++': 'dpmpp_2m', 'dpm_solver++': 'dpmpp_2m', dpmsolver_multistep: 'dpmpp_2m', dpm_multistep: 'dpmpp_2m',
  dpmpp_2s: 'dpm_solver_singlestep', dpmpp_singlestep: 'dpm_solver_singlestep', dpmsolver_singlestep: 'dpm_solver_singlestep',
  euler_discrete: 'euler', euler_ancestral_discrete: 'euler_ancestral', heun_discrete: 'heun', lms_discrete: 'lms', unipc_multistep: 'unipc', deis_multistep: 'deis',
}

/** The request that a person would make in the app. */
export function requestOf(wanted: LayoutCase, scheduler: SchedulerConfig): PictureRequest {
  const { sampler, schedules } = methodOf(wanted.sampler)
  const fits = (schedule: string) => isPublished(schedule) && sameTimesteps(publishedRun(scheduler, sampler, wanted.steps, schedule)?.schedule.timesteps ?? [], wanted.timesteps ?? [])
  const { model, prompt, negative = '', steps, guidance, seed, width, height } = wanted
  return toRequest({ model, prompt, negative, steps, guidance, sampler, schedule: schedules.find(fits) ?? schedules[0]!, seed, rng: 'cpu', width, height }, seed)
}

/** “dpmpp_2m_karras” is a sampler and a schedule; the model's own schedule comes first, then the spacings it could be run with. */
export function methodOf(name: string): { sampler: string; schedules: string[] } {
  const words = name.trim().split(/[_\s]+/)
  for (let count = words.length; count > 0; count--) {
    const rest = words.slice(count).map((word) => word.toLowerCase())
    const sampler = samplerCalled(words.slice(0, count))
    if (!sampler || rest.some((word) => ![...curves, ...spacings].includes(word))) continue
    if (!hasPublished(sampler)) return { sampler, schedules: [rest[0] ?? 'automatic'] }
    const said = ['diffusers', ...rest].join('_')
    const others = ['linspace', 'leading', 'leading_offset0', 'leading_offset1', 'trailing']
    return { sampler, schedules: [said, ...others.map((other) => `${said}_${other}`)] }
  }
  throw new Error(`there is no sampler "${name}"`)
}

function samplerCalled(words: string[]): string | undefined {
  const joined = words.join('_')
  const names = [scriptNames[joined.toLowerCase()], joined, words.join(' ')]
  // A name that carries a schedule is taken apart by the caller.
  return names.map((name) => (name === undefined ? null : resolveSampler(name))).find((known) => known?.schedule === null)?.meta.id
}

/** diffusers lists the timesteps of second-order methods twice, and their middles between them. */
function sameTimesteps(ours: readonly number[], listed: readonly number[]): boolean {
  let at = 0
  for (const timestep of listed) if (close(ours[at], timestep)) at++
  return at === ours.length && close(ours[0], listed[0]) && new Set(ours).size >= Math.ceil(new Set(listed).size / 2)
}

function close(a: number | undefined, b: number | undefined): boolean {
  return a !== undefined && b !== undefined && Math.abs(a - b) < 0.01
}
