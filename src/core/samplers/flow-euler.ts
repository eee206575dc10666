// Euler for flow matching: x = (1-s)·x0 + s·n followed along its predicted velocity. Lipman et al. 2022 (arXiv 2210.02747).
// Follows diffusers scheduling_flow_match_euler_discrete.py. In σ-space (σ = s/(1-s)) its step is Euler's; `stochastic` renoises.
import { ownLatents } from './latents'
import type { SamplerMeta, SamplerRun, SamplerStep } from './types'

export const meta: SamplerMeta = {
  id: 'flow_euler',
  name: 'Flow Euler',
  aliases: ['k_flow_euler', 'FlowMatchEulerDiscreteScheduler', 'rectified_flow'],
  paper: 'arXiv:2210.02747',
  order: 1,
  stochastic: false,
  defaultSchedule: 'normal',
  options: ['stochastic'],
}

export async function* sample<L>(run: SamplerRun<L>): AsyncGenerator<SamplerStep<L>, L> {
  const { sigmas, options } = run
  const latents = ownLatents(run)
  try {
    let x = run.x
    for (let i = 0; i < sigmas.length - 1; i++) {
      const sigma = sigmas[i]!
      const sigmaNext = sigmas[i + 1]!
      const denoised = await latents.denoise(x, sigma)
      yield { i, sigma, x, denoised }
      const noise = options.stochastic ? latents.noise(sigma, sigmaNext) : null
      const ratio = sigmaNext / sigma
      const next = latents.combine(noise === null ? [[ratio, x], [1 - ratio, denoised]] : [[1, denoised], [sigmaNext, noise]])
      latents.release(x, denoised, noise)
      x = next
    }
    return latents.handOver(x)
  } finally {
    latents.releaseAll()
  }
}
