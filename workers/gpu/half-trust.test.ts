// Adapters that lie about half precision, and one that does not.
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { fromHalves, halfBits, halfValue, toHalves } from '../../src/core/half'
import type { MachineRecords } from '../store/machine-records'
import { trustsHalf } from './half-trust'
import { onProcessor, passes, trialErrors, trialInputs } from './trial-numbers'
import type { TrialKernel } from './trial-numbers'

beforeAll(() => vi.stubGlobal('navigator', { userAgent: 'test' }))
afterAll(() => vi.unstubAllGlobals())

type Made = Record<TrialKernel, Float32Array>

/** The right numbers, rounded to halves. */
function right(): Made {
  return Object.fromEntries(trialInputs().map(({ kernel, a, b, length }) => [kernel, inHalves(Float32Array.from({ length }, (_, i) => onProcessor[kernel](a, b, i)))])) as Made
}
const inHalves = (values: Float32Array) => fromHalves(toHalves(values))
const half = (value: number) => halfValue(halfBits(value))

/** The products of a row and a column, added in halves one after the other: as bad as an honest GPU gets. */
function summedInHalves(): Made {
  const { a, b, length } = trialInputs().find(({ kernel }) => kernel === 'matmul')!
  const matmul = Float32Array.from({ length }, (_, i) => {
    let sum = 0
    for (let k = 0; k < 64; k++) sum = half(sum + half(a[Math.floor(i / 16) * 64 + k]! * b[k * 16 + (i % 16)]!))
    return sum
  })
  return { ...right(), matmul }
}

test('honest halves pass, by an order of magnitude, and nothing overflows', () => {
  for (const made of [right(), summedInHalves()]) {
    for (const error of Object.values(trialErrors(made))) expect(error).toBeLessThan(0.004)
    for (const values of Object.values(made)) for (const value of values) expect(Number.isFinite(value)).toBe(true)
  }
})

test.each<[string, (values: Float32Array) => Float32Array]>([
  ['NaN', (values) => values.map(() => NaN)],
  ['one NaN', (values) => values.slice().fill(NaN, 7, 8)],
  ['an overflow', (values) => values.slice().fill(Infinity, -1)],
  ['nothing at all', (values) => values.map(() => 0)],
  ['numbers of other places', (values) => values.toReversed()],
  ['three bits too few', (values) => values.map((value) => value * 1.05)],
])('%s of any one kernel fails', (_, lie) => {
  for (const kernel of Object.keys(right()) as TrialKernel[]) {
    const made = right()
    expect(passes({ ...made, [kernel]: lie(made[kernel]) }), kernel).toBe(false)
  }
})

function machine(request: () => Promise<object> = async () => ({ destroy() {} })) {
  const kept = new Map<string, boolean>()
  const records: MachineRecords = { passed: async (trial) => kept.get(trial), keep: async (trial, passed) => void kept.set(trial, passed) }
  const adapter = { info: { vendor: 'v', architecture: 'a', device: 'd', description: '' }, requestDevice: request } as unknown as GPUAdapter
  return { kept, records, adapter }
}

test.each([[true, right()], [false, { ...right(), conv: new Float32Array(256) }]])('a trial that ends %s is held once', async (passed, made) => {
  const { kept, records, adapter } = machine()
  let trials = 0
  const run = async () => {
    trials++
    return made
  }
  expect(await trustsHalf(adapter, records, run)).toBe(passed)
  expect(await trustsHalf(adapter, records, run)).toBe(passed)
  expect([trials, ...kept.values()]).toEqual([1, passed])
})

test('what cannot be tried is not trusted, and tried again next time', async () => {
  const never = new Promise<never>(() => {})
  const cases = [machine(() => never), machine(() => Promise.reject(new Error('lost'))), machine()]
  for (const { kept, records, adapter } of cases) {
    expect(await trustsHalf(adapter, records, () => never, 5)).toBe(false)
    expect(kept.size).toBe(0)
  }
  // Where nothing can be stored the trial decides all the same.
  const blocked: MachineRecords = { passed: () => Promise.reject(new Error('blocked')), keep: () => Promise.reject(new Error('blocked')) }
  expect(await trustsHalf(machine().adapter, blocked, async () => right())).toBe(true)
})
