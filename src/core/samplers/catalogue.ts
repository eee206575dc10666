// The catalogue of samplers: what each is called and can do, without the code that does it, so that a page can offer them and leave
// their arithmetic to the worker. The code is the registry's (index.ts). A new sampler is one new file,
// one line here, one there, and one for each language in words.ts.
import { meta as ddim } from './ddim'
import { meta as ddimCfgpp } from './ddim-cfgpp'
import { meta as ddpm } from './ddpm'
import { meta as deis } from './deis'
import { meta as dpmSolver } from './dpm-solver'
import { meta as dpmSolverSinglestep } from './dpm-solver-singlestep'
import { meta as dpm2 } from './dpm2'
import { meta as dpm2Ancestral } from './dpm2-ancestral'
import { meta as dpmpp2m } from './dpmpp-2m'
import { meta as dpmpp2mSde } from './dpmpp-2m-sde'
import { meta as dpmpp2mSdeHeun } from './dpmpp-2m-sde-heun'
import { meta as dpmpp2sAncestral } from './dpmpp-2s-ancestral'
import { meta as dpmpp3mSde } from './dpmpp-3m-sde'
import { meta as dpmppSde } from './dpmpp-sde'
import { meta as euler } from './euler'
import { meta as eulerAncestral } from './euler-ancestral'
import { meta as flowEuler } from './flow-euler'
import { meta as heun } from './heun'
import { meta as lcm } from './lcm'
import { meta as lms } from './lms'
import { meta as pndm } from './pndm'
import { meta as restart } from './restart'
import { meta as tcd } from './tcd'
import { meta as unipc } from './unipc'
import type { SamplerMeta } from './types'
import type { ScheduleName } from '../schedule/names'
import { resolveSchedule } from '../schedule/names'

export const samplerMetas: readonly SamplerMeta[] = [
  dpmpp2m, dpmppSde, dpmpp2mSde, dpmpp2mSdeHeun, dpmpp2sAncestral, dpmpp3mSde, eulerAncestral, euler, lms, heun, dpm2, dpm2Ancestral,
  restart, ddim, ddimCfgpp, pndm, unipc, lcm, deis, tcd, ddpm, dpmSolver, dpmSolverSinglestep, flowEuler,
]

export interface FoundSampler {
  meta: SamplerMeta
  /** Set when the name carried one, as in A1111's old "DPM++ 2M Karras". */
  schedule: ScheduleName | null
}

/** Finds a sampler by id, A1111 label or alias, k-diffusion, ComfyUI or diffusers name; null when no sampler has it. */
export function findSampler(name: string): FoundSampler | null {
  const exact = byName().get(normalise(name))
  if (exact) return { meta: exact, schedule: null }
  // "<sampler> <schedule>": try every split, longest sampler name first.
  const words = name.trim().split(/\s+/)
  for (let count = words.length - 1; count > 0; count--) {
    const meta = byName().get(normalise(words.slice(0, count).join(' ')))
    const schedule = resolveSchedule(words.slice(count).join(' '))
    if (meta && schedule) return { meta, schedule }
  }
  return null
}

function normalise(name: string): string {
  return name.trim().toLowerCase().replaceAll(/\s+/g, ' ')
}

let names: ReadonlyMap<string, SamplerMeta> | null = null
const byName = () => (names ??= new Map(samplerMetas.flatMap((meta) => [meta.id, meta.name, ...meta.aliases].map((name) => [normalise(name), meta] as const))))
