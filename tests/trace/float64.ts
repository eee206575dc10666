// Samplers that no published trace covers, written a second time from AUTOMATIC1111's formulas, in plain double precision over
// arrays, without our algebra, schedule code or registry: what `restart` and `ddim_cfgpp` are held against.
import { cfgPlusPlusScale } from '../../src/core/guidance'
import { randnCpu } from '../../src/core/random/randn-cpu'
import { cpuLatentOps } from '../../src/core/samplers/cpu-ops'
import * as ddimCfgpp from '../../src/core/samplers/ddim-cfgpp'
import * as restart from '../../src/core/samplers/restart'
import type { SamplerStep } from '../../src/core/samplers/types'
import { arrayDeviation } from './deviation'

const length = 256

/** Toy network of the published traces: epsilon from the scaled latent and σ; `strength` tells prompt from no prompt. */
const epsilon = (x: number, sigma: number, strength = 1) => Math.tanh((0.5 * x) / Math.sqrt(sigma ** 2 + 1)) * (0.25 + (0.75 * sigma) / (sigma + 1)) * strength

async function predict(x: Float32Array, sigma: number): Promise<Float32Array> {
  return x.map((value) => value - sigma * epsilon(value, sigma))
}

function karrasLevels(count: number, low: number, high: number): number[] {
  return Array.from({ length: count }, (_, i) => (high ** (1 / 7) + (i / (count - 1)) * (low ** (1 / 7) - high ** (1 / 7))) ** 7)
}

async function drain<L>(run: AsyncGenerator<SamplerStep<L>, L>): Promise<L> {
  for (;;) {
    const { done, value } = await run.next()
    if (done) return value
  }
}

/** modules/sd_samplers_extra.py, restart_sampler. Deviation of ours after `steps` steps. */
export async function restartDeviation(steps: number): Promise<number> {
  const sigmas = [...karrasLevels(steps, 0.0291675, 14.614642), 0]
  const start = randnCpu(5).next(length).map((value) => value * sigmas[0]!)
  const actual = await drain(restart.sample({ denoise: predict, x: start.slice(), sigmas, ops: cpuLatentOps(randnCpu(6), length), options: {} }))

  const restartTimes = steps >= 36 ? 2 : steps >= 20 ? 1 : 0
  const restartSteps = steps >= 36 ? Math.floor(steps / 4) : 9
  const levels = restartTimes > 0 ? [...karrasLevels(steps - restartSteps * restartTimes, sigmas.at(-2)!, sigmas[0]!), 0] : sigmas
  const closest = (level: number) => levels.map((sigma) => Math.abs(sigma - level)).reduce((best, gap, i, gaps) => (gap < gaps[best]! ? i : best), 0)
  const pairs: [number, number][] = []
  for (let i = 0; i < levels.length - 1; i++) {
    pairs.push([levels[i]!, levels[i + 1]!])
    if (restartTimes === 0 || i + 1 !== closest(0.1)) continue
    const again = karrasLevels(restartSteps + 1, levels[i + 1]!, levels[closest(2)]!)
    for (let time = 0; time < restartTimes; time++) for (let k = 0; k < restartSteps; k++) pairs.push([again[k]!, again[k + 1]!])
  }
  const noise = randnCpu(6)
  let x = Array.from(start)
  let last = pairs[0]![0]
  for (const [from, to] of pairs) {
    if (last < from) {
      const draw = noise.next(length)
      x = x.map((value, i) => value + draw[i]! * Math.sqrt(from ** 2 - last ** 2))
    }
    const slope = x.map((value) => epsilon(value, from))
    const euler = x.map((value, i) => value + slope[i]! * (to - from))
    x = to === 0 ? euler : x.map((value, i) => value + ((slope[i]! + epsilon(euler[i]!, to)) / 2) * (to - from))
    last = to
  }
  return arrayDeviation(actual, x)
}

/** Algorithm 2 of arXiv 2406.08070 as modules/sd_samplers_timesteps_impl.py, ddim_cfgpp, has it, in ᾱ and x_t. */
export async function cfgPlusPlusDeviation(steps: number, guidance: number): Promise<number> {
  const alphas = Array.from({ length: steps + 1 }, (_, i) => (i === steps ? 1 : 0.005 + (0.99 * i) / steps)) // rising ᾱ, 1 = the picture
  const sigmas = alphas.map((alpha) => Math.sqrt((1 - alpha) / alpha))
  const scale = cfgPlusPlusScale(guidance)
  const start = randnCpu(8).next(length)
  let uncond = new Float32Array(length)
  const denoise = async (x: Float32Array, sigma: number) => {
    uncond = x.map((value) => value - sigma * epsilon(value, sigma, 0.7))
    return x.map((value, i) => uncond[i]! + scale * (value - sigma * epsilon(value, sigma) - uncond[i]!))
  }
  const actual = await drain(ddimCfgpp.sample({
    denoise, lastUncond: () => uncond, x: start.map((value) => value * sigmas[0]!), sigmas, ops: cpuLatentOps(randnCpu(9), length), options: {},
  }))

  let x = Array.from(start, (value) => value * Math.sqrt(1 - alphas[0]!)) // x_t = √ᾱ·(σ·noise)
  for (let i = 0; i < steps; i++) {
    const [alpha, next] = [alphas[i]!, alphas[i + 1]!]
    x = x.map((value) => {
      const exploding = value / Math.sqrt(alpha)
      const [empty, prompt] = [epsilon(exploding, sigmas[i]!, 0.7), epsilon(exploding, sigmas[i]!)]
      const picture = (value - Math.sqrt(1 - alpha) * (empty + scale * (prompt - empty))) / Math.sqrt(alpha)
      return Math.sqrt(next) * picture + Math.sqrt(1 - next) * empty
    })
  }
  return arrayDeviation(actual, x)
}

/** Every check of this file, for the test and the table of docs/samplers.md. */
export async function float64Deviations(): Promise<Record<string, number[]>> {
  return {
    restart: await Promise.all([10, 20, 25, 40].map(restartDeviation)),
    ddim_cfgpp: await Promise.all([[10, 2], [10, 12.5], [25, 7]].map(([steps, guidance]) => cfgPlusPlusDeviation(steps!, guidance!))),
  }
}
