// TCD against its paper's formula, written down in ᾱ and float64: x_s by the ODE, then x_t' = √(ᾱ_t'/ᾱ_s)·x_s + √(1-ᾱ_t'/ᾱ_s)·z.
import { expect, test } from 'vitest'
import { randnCpu } from '../random/randn-cpu'
import { buildSchedule, noiseModel } from '../schedule'
import type { ScheduleName } from '../schedule/names'
import { timestepOfSigma } from '../schedule/noise-model'
import { cpuLatentOps } from './cpu-ops'
import { optionsFor } from './options-for'
import { meta, sample } from './tcd'
import { latentNoise } from './test-sweep'

const length = 8
const noise = noiseModel(latentNoise)
const alphaOf = (sigma: number) => 1 / (1 + sigma * sigma)
/** Of data of unit variance. */
const picture = (value: number, sigma: number) => value / (1 + sigma * sigma)

test.each<[ScheduleName, number, number]>([
  ['sgm_uniform', 4, 0.3], ['align_your_steps', 2, 0.3], ['align_your_steps', 11, 1], ['karras', 8, 0.7], ['kl_optimal', 5, 0.5],
])('TCD on %s in %i steps with γ = %f is its formula', async (name, steps, eta) => {
  const schedule = buildSchedule(noise, { steps, schedule: name, unitStart: true })
  const start = randnCpu(2).next(length).map((value) => value * schedule.initialScale)
  const run = sample({
    denoise: async (x: Float32Array, sigma) => x.map((value) => picture(value, sigma)),
    x: start, sigmas: schedule.sigmas, ops: cpuLatentOps(randnCpu(1), length), options: optionsFor(meta, noise, schedule, { eta }),
  })
  let next = await run.next()
  while (!next.done) next = await run.next()
  const wanted = byTheFormula(schedule.sigmas, Array.from(start), eta)
  next.value.forEach((value, i) => expect(Math.abs(value - wanted[i]!)).toBeLessThan(2e-5))
})

function byTheFormula(sigmas: readonly number[], start: readonly number[], gamma: number): number[] {
  const draws = randnCpu(1)
  let x = start.map((value) => value * Math.sqrt(alphaOf(sigmas[0]!)))
  for (let i = 0; i < sigmas.length - 1; i++) {
    const [alpha, alphaNext] = [alphaOf(sigmas[i]!), alphaOf(sigmas[i + 1]!)]
    const last = i === sigmas.length - 2
    const s = Math.floor((1 - gamma) * timestepOfSigma(noise, sigmas[i + 1]!))
    // s is a level of the table, and none after t'. The last step lands on its end: on the picture, or where the schedule ends above it.
    const alphaS = last && sigmas[i + 1] === 0 ? 1 : Math.max(alphaNext, alphaOf(noise.sigmas[s]!))
    const z = last ? null : draws.next(length)
    x = x.map((value, k) => {
      const x0 = picture(value / Math.sqrt(alpha), sigmas[i]!)
      const epsilon = (value - Math.sqrt(alpha) * x0) / Math.sqrt(1 - alpha)
      const atS = Math.sqrt(alphaS) * x0 + Math.sqrt(1 - alphaS) * epsilon
      return z === null ? atS : Math.sqrt(alphaNext / alphaS) * atS + Math.sqrt(1 - alphaNext / alphaS) * z[k]!
    })
    // Without noise at the end, the latent is that of level s.
    if (last) return x.map((value) => value / Math.sqrt(alphaS))
  }
  return x
}
