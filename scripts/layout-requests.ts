// Reads the cases of an expected.json (../shared layouts format): requests in diffusers' words, and what must come of them.
import { resolveSampler } from '../src/core/samplers'
import type { SchedulerConfig } from '../src/core/schedule'
import { publishedRun } from '../src/core/schedule/published'
import type { PublishedSchedule } from '../src/core/schedule/published'
import type { GenerateRequest } from '../src/protocol/engine-api'

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

/** The request that a person would make in the app. */
export function requestOf(wanted: LayoutCase, scheduler: SchedulerConfig): GenerateRequest {
  const { sampler, schedules } = methodOf(wanted.sampler)
  const fits = (schedule: PublishedSchedule) => wanted.timesteps !== undefined && sameTimesteps(publishedRun(scheduler, sampler, wanted.steps, schedule)?.schedule.timesteps ?? [], wanted.timesteps)
  return {
    prompt: wanted.prompt,
    negativePrompt: wanted.negative ?? '',
    steps: wanted.steps,
    guidance: wanted.guidance,
    sampler,
    schedule: schedules.find(fits) ?? schedules[0]!,
    seed: wanted.seed,
    rng: 'cpu',
    width: wanted.width,
    height: wanted.height,
    preview: 'none',
  }
}

/** “dpmpp_2m_karras” is a sampler and a schedule; the model's own schedule comes first, then the spacings it could be run with. */
export function methodOf(name: string): { sampler: string; schedules: PublishedSchedule[] } {
  const words = name.trim().split(/[_\s]+/)
  for (let count = words.length; count > 0; count--) {
    const rest = words.slice(count)
    const base = words.slice(0, count)
    const known = resolveSampler(base.join('_')) ?? resolveSampler(base.join(' '))
    if (!known || rest.some((word) => ![...curves, ...spacings].includes(word))) continue
    const said = ['diffusers', ...rest].join('_') as PublishedSchedule
    const offsets = ['', '_offset0', '_offset1']
    const others = spacings.flatMap((spacing) => (spacing === 'leading' ? offsets.map((offset) => `${spacing}${offset}`) : [spacing]))
    return { sampler: known.meta.id, schedules: [said, ...others.map((other) => `${said}_${other}` as PublishedSchedule)] }
  }
  throw new Error(`there is no sampler "${name}"`)
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
