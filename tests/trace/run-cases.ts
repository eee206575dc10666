// Runs every case of a trace file, of either format. A case is known by its own fields, never by its key.
import type { TraceBackend } from './backend'
import type { CaseResult } from './deviation'
import { runDiffusersCase } from './diffusers-case'
import type { DiffusersCase } from './diffusers-case'
import { runKDiffusionCase } from './kdiffusion-case'
import type { KDiffusionCase } from './kdiffusion-case'

export interface TraceFile {
  cases: Record<string, DiffusersCase | KDiffusionCase>
  /** Range of k-diffusion files. */
  sigma_min?: number
  sigma_max?: number
}

// SD 1.x, for k-diffusion files that do not say.
const SD1_RANGE = { sigma_min: 0.029167158, sigma_max: 14.614641 }

export async function runCase<L>(backend: TraceBackend<L>, name: string, reference: DiffusersCase | KDiffusionCase, file: TraceFile): Promise<CaseResult> {
  try {
    if ('scheduler' in reference) return await runDiffusersCase(backend, name, reference)
    return await runKDiffusionCase(backend, name, reference, {
      sigma_min: file.sigma_min ?? SD1_RANGE.sigma_min, sigma_max: file.sigma_max ?? SD1_RANGE.sigma_max,
    })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { name, sampler: '?', timesteps: Infinity, sigmas: Infinity, sums: Infinity, final: Infinity, passed: false, error: message }
  }
}

export async function runFile<L>(backend: TraceBackend<L>, file: TraceFile): Promise<CaseResult[]> {
  const results: CaseResult[] = []
  for (const [name, reference] of Object.entries(file.cases)) results.push(await runCase(backend, name, reference, file))
  return results
}
