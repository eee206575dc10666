// A diffusers scheduler, by class name and config, as one of our samplers with its options and noise levels:
// what __init__ and set_timesteps of that class compute (huggingface/diffusers 0.40, src/diffusers/schedulers).
// The families are in diffusers-sigma.ts (Euler, Heun, LMS, KDPM2), diffusers-solver.ts (DPM-Solver, UniPC, DEIS),
// diffusers-ddim.ts (DDIM, DDPM, PNDM, LCM, TCD) and diffusers-flow.ts.
import { EngineError } from '../errors/engine-error'
import type { SchedulerConfig } from './scheduler-config'
import { ddimFamily } from './diffusers-ddim'
import { flowFamily } from './diffusers-flow'
import type { DiffusersRun, StepArguments } from './diffusers-run'
import { sigmaFamily } from './diffusers-sigma'
import { solverFamily } from './diffusers-solver'

export function diffusersRun(className: string, config: SchedulerConfig, steps: number, step: StepArguments = {}): DiffusersRun {
  const named = { ...config, _class_name: className }
  if (config.thresholding) {
    throw new EngineError('bad-manifest.thresholding', {})
  }
  if (config.variance_type?.startsWith('learned')) {
    throw new EngineError('bad-manifest.learned-variance', {})
  }
  const build = FAMILIES[className.replace(/Scheduler$/, '')]
  if (!build) {
    throw new EngineError('bad-manifest.scheduler', { name: className, known: Object.keys(FAMILIES).join(', ') })
  }
  return build(named, steps, step)
}

const FAMILIES: Record<string, (config: SchedulerConfig, steps: number, step: StepArguments) => DiffusersRun> = {
  EulerDiscrete: sigmaFamily('euler'),
  EulerAncestralDiscrete: sigmaFamily('euler_ancestral'),
  HeunDiscrete: sigmaFamily('heun'),
  LMSDiscrete: sigmaFamily('lms'),
  KDPM2Discrete: sigmaFamily('dpm_2'),
  KDPM2AncestralDiscrete: sigmaFamily('dpm_2_ancestral'),
  DPMSolverMultistep: solverFamily('dpm_solver'),
  DPMSolverSinglestep: solverFamily('dpm_solver_singlestep'),
  UniPCMultistep: solverFamily('unipc'),
  DEISMultistep: solverFamily('deis'),
  DDIM: ddimFamily('ddim'),
  DDPM: ddimFamily('ddpm'),
  PNDM: ddimFamily('plms'),
  LCM: ddimFamily('lcm'),
  TCD: ddimFamily('tcd'),
  FlowMatchEulerDiscrete: flowFamily,
}
