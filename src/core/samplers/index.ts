// The sampler registry: every sampler of the catalogue with its code.
import { findSampler } from './catalogue'
import type { FoundSampler } from './catalogue'
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

export interface RegisteredSampler { meta: SamplerMeta; sample: Sampler }

export const samplers: readonly RegisteredSampler[] = [
  dpmpp2m, dpmppSde, dpmpp2mSde, dpmpp2mSdeHeun, dpmpp2sAncestral, dpmpp3mSde, eulerAncestral, euler, lms, heun, dpm2, dpm2Ancestral,
  restart, ddim, ddimCfgpp, pndm, unipc, lcm, deis, tcd, ddpm, dpmSolver, dpmSolverSinglestep, flowEuler,
]

export interface ResolvedSampler extends FoundSampler, RegisteredSampler {}

/** As findSampler(), with the code. */
export function resolveSampler(name: string): ResolvedSampler | null {
  const found = findSampler(name)
  const registered = found && samplers.find(({ meta }) => meta === found.meta)
  return found && registered ? { ...found, ...registered } : null
}
