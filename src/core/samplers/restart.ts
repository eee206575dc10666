// Restart: Heun steps that now and then add noise back and repeat a stretch of the schedule. Xu et al. 2023 (arXiv 2306.14878).
// Follows AUTOMATIC1111 modules/sd_samplers_extra.py, restart_sampler, with its automatic choice of the stretch.
import { ownLatents } from './latents'
import type { Latents } from './latents'
import { karras } from '../schedule/curves'
import type { SamplerMeta, SamplerRun, SamplerStep } from './types'

export const meta: SamplerMeta = {
  id: 'restart',
  name: 'Restart',
  aliases: ['k_restart', 'restart_sampler'],
  paper: 'arXiv:2306.14878',
  order: 2,
  stochastic: true,
  defaultSchedule: 'karras',
  options: ['sNoise'],
}

export async function* sample<L>(run: SamplerRun<L>): AsyncGenerator<SamplerStep<L>, L> {
  const { sNoise = 1 } = run.options
  const latents = ownLatents(run)
  try {
    let x = run.x
    let level = run.sigmas[0]!
    for (const [i, [from, to]] of restartPlan(run.sigmas).entries()) {
      if (level < from) {
        const noise = latents.noise(level, from)
        const raised = latents.combine([[1, x], [sNoise * Math.sqrt(from ** 2 - level ** 2), noise]])
        latents.release(x, noise)
        x = raised
      }
      const denoised = await latents.denoise(x, from)
      yield { i, sigma: from, x, denoised }
      const next = await heunStep(latents, x, denoised, from, to)
      latents.release(x, denoised)
      x = next
      level = to
    }
    return latents.handOver(x)
  } finally {
    latents.releaseAll()
  }
}

async function heunStep<L>(latents: Latents<L>, x: L, denoised: L, from: number, to: number): Promise<L> {
  const ratio = to / from
  const euler = latents.combine([[ratio, x], [1 - ratio, denoised]])
  if (to === 0) return euler
  const denoised2 = await latents.denoise(euler, to)
  const half = (to - from) / 2
  const next = latents.combine([[1 + half / from, x], [-half / from, denoised], [half / to, euler], [-half / to, denoised2]])
  latents.release(euler, denoised2)
  return next
}

/** The (from, to) pairs of the whole run. From 20 steps on, some of them are spent on repeating the stretch 0.1 … 2. */
export function restartPlan(requested: readonly number[]): Array<[number, number]> {
  const steps = requested.length - 1
  let sigmas = requested
  let repeats = 0
  let repeatSteps = 0
  if (steps >= 20) {
    repeats = steps >= 36 ? 2 : 1
    repeatSteps = steps >= 36 ? Math.floor(steps / 4) : 9
    sigmas = [...karras(steps - repeatSteps * repeats, requested.at(-2)!, requested[0]!), 0]
  }
  const nearest = (level: number) => sigmas.reduce((best, sigma, i) => (Math.abs(sigma - level) < Math.abs(sigmas[best]! - level) ? i : best), 0)
  const bottom = nearest(0.1)
  const top = nearest(2)
  const stretch = repeats > 0 && top < bottom ? karras(repeatSteps + 1, sigmas[bottom]!, sigmas[top]!) : []
  const plan: Array<[number, number]> = []
  for (let i = 0; i + 1 < sigmas.length; i++) {
    plan.push([sigmas[i]!, sigmas[i + 1]!])
    if (i + 1 !== bottom) continue
    for (let repeat = 0; repeat < repeats; repeat++) {
      for (let j = 0; j + 1 < stretch.length; j++) plan.push([stretch[j]!, stretch[j + 1]!])
    }
  }
  return plan
}
