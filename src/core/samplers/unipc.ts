// UniPC: predictor and corrector of one family, the corrector free because it reuses the next call. Zhao et al. 2023 (arXiv 2302.04867).
// Follows diffusers scheduling_unipc_multistep.py (B(h) form, bh1 and bh2).
import { ownLatents } from './latents'
import type { SamplerMeta, SamplerOptions, SamplerRun, SamplerStep } from './types'

export const meta: SamplerMeta = {
  id: 'unipc',
  name: 'UniPC',
  aliases: ['k_unipc', 'uni_pc', 'uni_pc_bh2', 'UniPCMultistepScheduler', 'UniPCMultistep'],
  paper: 'arXiv:2302.04867',
  order: 3,
  stochastic: false,
  defaultSchedule: 'normal',
  unitStart: true,
  options: ['order', 'solverType', 'predictX0', 'lowerOrderFinal', 'disableCorrector'],
}

export async function* sample<L>(run: SamplerRun<L>): AsyncGenerator<SamplerStep<L>, L> {
  const { sigmas, options } = run
  const { order = 2, predictX0 = true, lowerOrderFinal = true, disableCorrector = [] } = options
  const steps = sigmas.length - 1
  const latents = ownLatents(run)
  try {
    let x = run.x
    let previous: L | null = null
    let previousOrder = 0
    // Predictions (the picture, or ε), newest first.
    const history: L[] = []
    for (let i = 0; i < steps; i++) {
      const sigma = sigmas[i]!
      const denoised = await latents.denoise(x, sigma)
      yield { i, sigma, x, denoised }
      const prediction = predictX0 ? denoised : latents.combine([[1 / sigma, x], [-1 / sigma, denoised]])
      if (!predictX0) latents.release(denoised)

      if (previous !== null && !disableCorrector.includes(i - 1)) {
        const w = stepWeights(options, sigmas, i - 1, previousOrder, true)
        const terms = [[w.x, previous], ...w.history.map((weight, j) => [weight, history[j]!] as const), [w.next, prediction]] as Array<[number, L]>
        latents.release(x)
        x = latents.combine(terms)
      }
      history.unshift(prediction)
      if (history.length > order) latents.release(history.pop()!)

      const cap = lowerOrderFinal ? Math.min(order, steps - i) : order
      previousOrder = Math.min(cap, i + 1)
      const w = stepWeights(options, sigmas, i, previousOrder, false)
      const next = latents.combine([[w.x, x], ...w.history.map((weight, j) => [weight, history[j]!] as const)])
      latents.release(previous)
      previous = x
      x = next
    }
    return latents.handOver(x)
  } finally {
    latents.releaseAll()
  }
}

/**
 * Weights of one update from sigmas[i] to sigmas[i+1] with predictions at sigmas[i], sigmas[i-1], … (newest first);
 * for the corrector `next` is the weight of the prediction made at sigmas[i+1].
 */
function stepWeights({ predictX0 = true, solverType = 'bh2' }: SamplerOptions, sigmas: readonly number[], i: number, order: number, corrector: boolean) {
  const from = sigmas[i]!, to = sigmas[i + 1]!
  const x = predictX0 ? to / from : 1
  if (order === 1 && !corrector) return { x, history: [predictX0 ? 1 - to / from : to - from], next: 0 }
  const h = Math.log(from / to)
  const hh = predictX0 ? -h : h
  const phi1 = predictX0 ? to / from - 1 : from / to - 1
  const b = solverType === 'bh1' ? hh : phi1
  // In σ-space the ε form carries a factor σ' in front of the predictions.
  const scale = predictX0 ? 1 : to
  const ratios = Array.from({ length: order - 1 }, (_, k) => Math.log(from / sigmas[i - 1 - k]!) / h)
  const rhos = updateWeights(ratios, hh, phi1, b, corrector)
  const history = [-phi1, ...ratios.map((ratio, k) => (-b * rhos[k]!) / ratio)]
  const next = corrector ? -b * rhos.at(-1)! : 0
  history[0]! += -history.slice(1).reduce((sum, weight) => sum + weight, 0) - next
  return { x, history: history.map((weight) => weight * scale), next: next * scale }
}

/** ρ of the paper's linear system R·ρ = b; the predictor drops the last equation and unknown. */
function updateWeights(ratios: number[], hh: number, phi1: number, bOfH: number, corrector: boolean): number[] {
  // The reference uses these two values in place of the system's solution.
  if (!corrector && ratios.length === 1) return [0.5]
  if (corrector && ratios.length === 0) return [0.5]
  const nodes = corrector ? [...ratios, 1] : ratios
  const matrix: number[][] = []
  let phi = phi1 / hh - 1
  let factorial = 1
  for (let k = 1; k <= nodes.length; k++) {
    matrix.push([...nodes.map((node) => node ** (k - 1)), (phi * factorial) / bOfH])
    factorial *= k + 1
    phi = phi / hh - 1 / factorial
  }
  return solve(matrix)
}

/** Gaussian elimination with pivoting on an augmented matrix of at most a few rows. */
function solve(rows: number[][]): number[] {
  const n = rows.length
  for (let column = 0; column < n; column++) {
    let pivot = column
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row
    }
    const pivotRow = rows[pivot]!
    rows[pivot] = rows[column]!
    rows[column] = pivotRow
    for (let row = 0; row < n; row++) {
      if (row === column) continue
      const factor = rows[row]![column]! / pivotRow[column]!
      rows[row] = rows[row]!.map((value, k) => value - factor * pivotRow[k]!)
    }
  }
  return rows.map((row, k) => row[n]! / row[k]!)
}
