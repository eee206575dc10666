// Each guidance rule against its formula, written out on a small latent.
import { describe, expect, it } from 'vitest'
import { randnCpu } from './random/randn-cpu'
import { cpuLatentOps } from './samplers/cpu-ops'
import { sample } from './samplers/ddim-cfgpp'
import { apgWeights, cfgPlusPlusScale, cfgWeights, inner, intervalScale, rescaleFactor, skipsUncond, standardDeviation } from './guidance'

const cond = Float32Array.of(1, 2, -1, 0.5)
const uncond = Float32Array.of(0.5, -1, 2, 0)

const blend = (terms: Array<[number, Float32Array]>) => cond.map((_, i) => terms.reduce((sum, [weight, x]) => sum + weight * x[i]!, 0))
const subtract = (a: Float32Array, b: Float32Array) => a.map((value, i) => value - b[i]!)

function expectAll(actual: Float32Array, expected: ArrayLike<number>): void {
  actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5))
}

describe('cfgWeights', () => {
  it('is uncond + scale·(cond - uncond)', () => {
    const [wUncond, wCond] = cfgWeights(7.5)
    expectAll(blend([[wUncond, uncond], [wCond, cond]]), cond.map((value, i) => uncond[i]! + 7.5 * (value - uncond[i]!)))
  })
  it('is the prompt alone at scale 1', () => expect(cfgWeights(1)).toEqual([0, 1]))
})

describe('guidance interval and skipped uncond', () => {
  it('guides inside (low, high] only', () => {
    expect([15, 5.42, 1, 0.28, 0.1].map((sigma) => intervalScale(4, sigma, 0.28, 5.42))).toEqual([1, 4, 4, 1, 1])
  })
  it('skips uncond on odd steps below the threshold, never when it is 0', () => {
    expect([0, 1, 2, 3].map((step) => skipsUncond(step, 0.5, 1))).toEqual([false, true, false, true])
    expect(skipsUncond(1, 2, 1)).toBe(false)
    expect(skipsUncond(1, 0.5, 0)).toBe(false)
  })
})

describe('CFG++', () => {
  it("maps A1111's 12.5 to 1", () => expect(cfgPlusPlusScale(12.5)).toBe(1))
  it("steps to guided + σ'·ε(uncond), with ε(uncond) = (x - uncond)/σ", async () => {
    const x = Float32Array.of(3, -2, 5, 1)
    const [wUncond, wCond] = cfgWeights(0.6)
    const guided = blend([[wUncond, uncond], [wCond, cond]])
    const run = sample({
      x: x.slice(), sigmas: [4, 1, 0], ops: cpuLatentOps(randnCpu(0), 4), options: {},
      denoise: async () => guided, lastUncond: () => uncond,
    })
    await run.next()
    const second = await run.next()
    if (second.done) throw new Error('two steps expected')
    expectAll(second.value.x, guided.map((value, i) => value + 1 * (x[i]! - uncond[i]!) / 4))
  })
})

describe('rescaleFactor', () => {
  it('brings the spread of the guided prediction to that of cond, by the share φ', () => {
    const [wUncond, wCond] = cfgWeights(7.5)
    const guided = blend([[wUncond, uncond], [wCond, cond]])
    const factor = rescaleFactor(standardDeviation(cond), standardDeviation(guided), 1)
    expect(standardDeviation(guided.map((value) => value * factor))).toBeCloseTo(standardDeviation(cond), 5)
    expect(rescaleFactor(1, 4, 0)).toBe(1)
    expect(rescaleFactor(1, 4, 0.7)).toBeCloseTo(0.7 / 4 + 0.3, 12)
  })
  it('takes the deviation with N-1, as torch does', () => {
    expect(standardDeviation(Float32Array.of(1, 2, 3, 4))).toBeCloseTo(Math.sqrt(5 / 3), 6)
  })
})

describe('apgWeights', () => {
  const update = subtract(cond, uncond)
  const norm = Math.sqrt(inner(update, update).squaredNorm)
  it('at η = 1 and no limit is classifier-free guidance', () => {
    const [wUncond, wCond] = apgWeights(5, 1, inner(update, cond), norm)
    expect(wUncond).toBeCloseTo(-4, 12)
    expect(wCond).toBeCloseTo(5, 12)
  })
  it('at η = 0 moves only perpendicular to cond', () => {
    const [wUncond, wCond] = apgWeights(5, 0, inner(update, cond), norm)
    const moved = subtract(blend([[wUncond, uncond], [wCond, cond]]), cond)
    expect(inner(moved, cond).dot).toBeCloseTo(0, 4)
    const { dot, squaredNorm } = inner(update, cond)
    expectAll(moved, update.map((value, i) => 4 * (value - (dot / squaredNorm) * cond[i]!)))
  })
  it('shortens an update longer than the limit', () => {
    const [wUncond] = apgWeights(5, 1, inner(update, cond), norm, norm / 2)
    expect(wUncond).toBeCloseTo(-2, 12)
  })
})
