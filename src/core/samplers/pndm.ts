// PNDM / PLMS: Adams-Bashforth on ε with DDIM as the transfer. Liu et al. 2022 (arXiv 2202.09778).
// Follows diffusers scheduling_pndm.py: PLMS starts with one averaged step; with skipPrk = false three Runge-Kutta steps come first.
import { ownLatents } from './latents'
import type { Latents } from './latents'
import { landing } from './targets'
import type { SamplerMeta, SamplerRun, SamplerStep } from './types'

export const meta: SamplerMeta = {
  id: 'plms',
  name: 'PLMS',
  aliases: ['k_plms', 'pndm', 'k_pndm', 'PNDM', 'PNDMScheduler'],
  paper: 'arXiv:2202.09778',
  order: 4,
  stochastic: false,
  defaultSchedule: 'ddim_uniform',
  unitStart: true,
  options: ['skipPrk'],
}

/** Adams-Bashforth weights on the newest 1, 2, 3 and 4 outputs. */
const ADAMS_BASHFORTH = [[1], [3 / 2, -1 / 2], [23 / 12, -16 / 12, 5 / 12], [55 / 24, -59 / 24, 37 / 24, -9 / 24]]

export async function* sample<L>(run: SamplerRun<L>): AsyncGenerator<SamplerStep<L>, L> {
  const { sigmas, options } = run
  const { skipPrk = true } = options
  const steps = sigmas.length - 1
  const latents = ownLatents(run)
  const transfer = outputTransfer(run, latents)
  try {
    let x = run.x
    const outputs: L[] = []
    for (let i = 0; i < steps; i++) {
      const sigma = sigmas[i]!
      const denoised = await latents.denoise(x, sigma)
      yield { i, sigma, x, denoised }
      const output = transfer.output(x, denoised, sigma)
      latents.release(denoised)
      outputs.unshift(output)
      if (outputs.length > 4) latents.release(outputs.pop()!)
      const { target, carry } = landing(run, i)
      let next: L
      if (!skipPrk && i < 3) {
        const middle = options.prkMiddles?.[i] ?? { trial: Math.sqrt(sigma * target), middle: Math.sqrt(sigma * target) }
        next = await rungeKutta(latents, transfer, x, output, sigma, middle, target)
      } else if (skipPrk && i === 0 && steps > 1) {
        // A trial step, a second output there, and the real step with the mean of both; only the first output is kept.
        const trial = transfer.step(x, sigma, target, [[1, output]], carry)
        const at = sigmas[1]!
        const denoised2 = await latents.denoise(trial, at)
        const output2 = transfer.output(trial, denoised2, at)
        // diffusers counts this step back from the second timestep; with uneven spacing that is not quite σ₀.
        const start = options.plmsStart ?? sigma
        next = transfer.step(x, start, at, [[0.5, output], [0.5, output2]], 1, rescale(sigma, start))
        latents.release(trial, denoised2, output2)
      } else {
        const weights = ADAMS_BASHFORTH[outputs.length - 1]!
        next = transfer.step(x, sigma, target, weights.map((weight, j) => [weight, outputs[j]!]), carry)
      }
      latents.release(x)
      x = next
    }
    return latents.handOver(x)
  } finally {
    latents.releaseAll()
  }
}

interface Transfer<L> {
  /** What the method averages: ε, or the raw v of a v network. */
  output(x: L, denoised: L, sigma: number): L
  /** DDIM from σ to σ' with an average of outputs; x is scaled before, the result by `carry`. */
  step(x: L, from: number, to: number, outputs: Array<[number, L]>, carry?: number, xScale?: number): L
}

/** σ-space factor for a model-space latent that is read as being at σ' instead of σ. */
function rescale(from: number, to: number): number {
  return from === to ? 1 : Math.sqrt((1 + to * to) / (1 + from * from))
}

function outputTransfer<L>({ options }: SamplerRun<L>, latents: Latents<L>): Transfer<L> {
  const onV = options.multistepOn === 'v_prediction'
  return {
    output(x, denoised, sigma) {
      // v = (α²·x - denoised)/σ_vp, with α² = 1/(1+σ²) and σ_vp = σ·α; ε = (x - denoised)/σ.
      const alpha2 = onV ? 1 / (1 + sigma * sigma) : 1
      const size = onV ? sigma * Math.sqrt(alpha2) : sigma
      return latents.combine([[alpha2 / size, x], [-1 / size, denoised]])
    },
    step(x, from, to, outputs, carry = 1, xScale = 1) {
      // ε = (x - (α²·x - σ_vp·v))/σ = σ·α²·x + α·v.
      const alpha = onV ? 1 / Math.sqrt(1 + from * from) : 1
      const onX = onV ? from * alpha * alpha : 0
      const stride = to - from
      return latents.combine([
        [carry * (1 + stride * onX) * xScale, x],
        ...outputs.map(([weight, output]) => [carry * stride * alpha * weight, output] as const),
      ])
    },
  }
}

/** The pseudo Runge-Kutta step: four outputs at σ, twice half way, and at the end, weighed 1:2:2:1. */
async function rungeKutta<L>(
  latents: Latents<L>, transfer: Transfer<L>, x: L, first: L, from: number, { trial: firstTarget, middle }: { trial: number; middle: number }, to: number,
): Promise<L> {
  const outputs: Array<[number, L]> = [[1 / 6, first]]
  let latest = first
  for (const [target, at, weight] of [[firstTarget, middle, 1 / 3], [middle, middle, 1 / 3], [to, to, 1 / 6]] as const) {
    const trial = transfer.step(x, from, target, [[1, latest]], rescale(target, at))
    const denoised = await latents.denoise(trial, at)
    latest = transfer.output(trial, denoised, at)
    outputs.push([weight, latest])
    latents.release(trial, denoised)
  }
  const next = transfer.step(x, from, to, outputs)
  for (const [, output] of outputs.slice(1)) latents.release(output)
  return next
}
