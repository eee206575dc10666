// Adapters that lie about half precision or subgroups, and one that does not.
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { fromHalves, halfBits, halfValue, toHalves } from '../../src/core/half'
import type { MachineRecords, TrialRecord } from '../store/machine-records'
import { subgroupError } from './subgroup-trial'
import type { SubgroupAnswer } from './subgroup-trial'
import { nearEnough, onProcessor, trialErrors, trialInputs } from './trial-numbers'
import type { TrialKernel } from './trial-numbers'
import { halfTrial, heldTrials, subgroupTrial } from './trials'
import type { HeldTrial } from './trials'

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
    expect(trialErrors({ ...made, [kernel]: lie(made[kernel]) })[kernel] <= nearEnough, kernel).toBe(false)
  }
})

const value = (i: number) => (i * 7) % 31

/** What invocations tell where subgroups are runs of `size`. */
function subgroupsOf(size: number): SubgroupAnswer[] {
  return Array.from({ length: 256 }, (_, i) => {
    const first = i - (i % size)
    return { first, size, lane: i % size, sum: Array.from({ length: size }, (_v, k) => value(first + k)).reduce((sum, one) => sum + one) }
  })
}

const right32 = subgroupsOf(32)

test('subgroups of every size add up', () => {
  for (const size of [1, 4, 16, 32, 64]) expect(subgroupError(subgroupsOf(size)), `${size}`).toBe(0)
  // None reaches over two workgroups.
  expect(subgroupError(subgroupsOf(128))).toBeNaN()
  // In whatever order a driver places them.
  expect(subgroupError(right32.map((answer, i) => ({ ...answer, lane: 31 - (i % 32) })))).toBe(0)
})

test.each<[string, (answer: SubgroupAnswer, i: number) => Partial<SubgroupAnswer>]>([
  ['a sum of one invocation too few', ({ sum }, i) => (i === 70 ? { sum: sum - 7 } : {})],
  ['no sum at all', (_, i) => ({ sum: value(i) })],
  ['the sum of the whole workgroup', (_, i) => ({ sum: right32[i - (i % 64)]!.sum + right32[i - (i % 64) + 32]!.sum })],
  ['a first one of another workgroup', () => ({ first: 0 })],
  ['a place twice', () => ({ lane: 3 })],
  ['fewer than there are', () => ({ size: 16 })],
])('%s is wrong', (_, lie) => {
  expect(subgroupError(right32.map((answer, i) => ({ ...answer, ...lie(answer, i) })))).not.toBe(0)
})

function machine({ request = async () => ({ destroy() {} }), features = ['shader-f16', 'subgroups'] }: { request?: () => Promise<object>; features?: string[] } = {}) {
  const kept = new Map<string, TrialRecord>()
  const records: MachineRecords = { find: async (trial) => kept.get(trial), keep: async (trial, record) => void kept.set(trial, record) }
  const requestDevice = vi.fn(request)
  const adapter = { info: { vendor: 'v', architecture: 'a', device: 'd', description: '' }, features: new Set(features), requestDevice } as unknown as GPUAdapter
  return { kept, records, adapter, requestDevice }
}

const held = (errors: Record<string, number>): HeldTrial => ({ ...halfTrial, hold: vi.fn(async () => errors) })
const sums = (error: number): HeldTrial => ({ ...subgroupTrial, hold: vi.fn(async () => ({ sum: error })) })

test.each<['passed' | 'failed', Record<string, number>]>([['passed', { matmul: 0.001 }], ['failed', { matmul: 0.001, conv: 1 }], ['failed', { norm: NaN }]])('a trial that %s is held once', async (ended, errors) => {
  const { kept, records, adapter, requestDevice } = machine()
  const trial = held(errors)
  for (let start = 0; start < 2; start++) expect(await heldTrials(adapter, records, [trial], {})).toEqual([{ trial: 'half', ended, errors }])
  expect([...kept.values()]).toEqual([{ passed: ended === 'passed', errors }])
  expect(requestDevice).toHaveBeenCalledOnce()
  expect(trial.hold).toHaveBeenCalledOnce()
})

test('trials share the one device of the adapter, and only what is offered is tried', async () => {
  const both = machine()
  expect(await heldTrials(both.adapter, both.records, [held({ conv: 0 }), sums(0.5)], {})).toMatchObject([{ trial: 'half', ended: 'passed' }, { trial: 'subgroups', ended: 'failed' }])
  expect(both.requestDevice).toHaveBeenCalledOnce()
  const plain = machine({ features: [] })
  expect(await heldTrials(plain.adapter, plain.records, [held({}), sums(0)], {})).toEqual([])
  expect(plain.requestDevice).not.toHaveBeenCalled()
})

test('what is known of one trial is no reason to hold it with another', async () => {
  const { records, adapter } = machine()
  const known = held({ conv: 0 })
  await heldTrials(adapter, records, [known], {})
  expect(await heldTrials(adapter, records, [known, sums(0)], {})).toMatchObject([{ ended: 'passed' }, { ended: 'passed' }])
  expect(known.hold).toHaveBeenCalledOnce()
})

const never = () => new Promise<never>(() => {})

test('what cannot be tried is not trusted, and tried again next time', async () => {
  const mute = { ...halfTrial, hold: never }
  const cases = [machine({ request: never }), machine({ request: () => Promise.reject(new Error('lost')) }), machine()]
  for (const { kept, records, adapter } of cases) {
    expect(await heldTrials(adapter, records, [mute], {}, 5)).toEqual([{ trial: 'half', ended: 'unanswered', errors: {} }])
    expect(kept.size).toBe(0)
  }
  // Where nothing can be stored the trial decides all the same.
  const blocked: MachineRecords = { find: () => Promise.reject(new Error('blocked')), keep: () => Promise.reject(new Error('blocked')) }
  expect(await heldTrials(machine().adapter, blocked, [held({ conv: 0 })], {})).toMatchObject([{ ended: 'passed' }])
})
