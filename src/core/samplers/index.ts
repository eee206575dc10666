// The sampler registry: a new sampler is one new file and one line here.
import * as ddim from './ddim'
import * as ddimCfgpp from './ddim-cfgpp'
import * as ddpm from './ddpm'
import * as deis from './deis'
import * as dpmSolver from './dpm-solver'
import * as dpmSolverSinglestep from './dpm-solver-singlestep'
import * as dpm2 from './dpm2'
import * as dpm2Ancestral from './dpm2-ancestral'
import * as dpmpp2m from './dpmpp-2m'
import * as dpmpp2mSde from './dpmpp-2m-sde'
import * as dpmpp2mSdeHeun from './dpmpp-2m-sde-heun'
import * as dpmpp2sAncestral from './dpmpp-2s-ancestral'
import * as dpmpp3mSde from './dpmpp-3m-sde'
import * as dpmppSde from './dpmpp-sde'
import * as euler from './euler'
import * as eulerAncestral from './euler-ancestral'
import * as flowEuler from './flow-euler'
import * as heun from './heun'
import * as lcm from './lcm'
import * as lms from './lms'
import * as pndm from './pndm'
import * as restart from './restart'
import * as tcd from './tcd'
import * as unipc from './unipc'
import type { Sampler, SamplerMeta } from './types'
import type { ScheduleName } from '../schedule'
import { resolveSchedule } from '../schedule'

export interface RegisteredSampler { meta: SamplerMeta; sample: Sampler }

export const samplers: readonly RegisteredSampler[] = [
  dpmpp2m, dpmppSde, dpmpp2mSde, dpmpp2mSdeHeun, dpmpp2sAncestral, dpmpp3mSde, eulerAncestral, euler, lms, heun, dpm2, dpm2Ancestral,
  restart, ddim, ddimCfgpp, pndm, unipc, lcm, deis, tcd, ddpm, dpmSolver, dpmSolverSinglestep, flowEuler,
]

export interface ResolvedSampler extends RegisteredSampler {
  /** Set when the name carried one, as in A1111's old "DPM++ 2M Karras". */
  schedule: ScheduleName | null
}

/** Finds a sampler by id, A1111 label or alias, k-diffusion, ComfyUI or diffusers name; null when no sampler has it. */
export function resolveSampler(name: string): ResolvedSampler | null {
  const exact = byName.get(normalise(name))
  if (exact) return { ...exact, schedule: null }
  // "<sampler> <schedule>": try every split, longest sampler name first.
  const words = name.trim().split(/\s+/)
  for (let count = words.length - 1; count > 0; count--) {
    const found = byName.get(normalise(words.slice(0, count).join(' ')))
    const schedule = resolveSchedule(words.slice(count).join(' '))
    if (found && schedule) return { ...found, schedule }
  }
  return null
}

function normalise(name: string): string {
  return name.trim().toLowerCase().replaceAll(/\s+/g, ' ')
}

const byName = new Map(
  samplers.flatMap((sampler) => [sampler.meta.id, sampler.meta.name, ...sampler.meta.aliases].map((name) => [normalise(name), sampler] as const)),
)
