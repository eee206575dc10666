import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createRunProgress } from './run-progress'
import { loaded, loading, outOfMemory, requestOf, step } from './test-page'

function open() {
  let now = 1000
  const closed: string[] = []
  return {
    run: createRunProgress(() => now),
    pass: (ms: number) => { now += ms; vi.advanceTimersByTime(ms) },
    closed,
    bitmap: (name: string) => ({ name, close: () => void closed.push(name) }) as unknown as ImageBitmap,
  }
}
const nameOf = (picture: ImageBitmap | null) => picture && (picture as unknown as { name: string }).name

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('a run goes through its phases', () => {
  const { run } = open()
  expect([run.phase.value, run.busy.value]).toEqual(['idle', false])
  run.begin(requestOf('a'))
  expect([run.phase.value, run.busy.value, run.request.value?.prompt.positive]).toEqual(['preparing', true, 'a'])
  run.heard({ type: 'started' })
  run.heard(loading())
  run.heard(loaded())
  expect(run.phase.value).toBe('preparing')
  run.heard({ type: 'encoding', texts: [] })
  expect(run.phase.value).toBe('encoding')
  run.heard(step(0))
  run.heard(step(1))
  expect([run.phase.value, run.steps.value.map(({ index }) => index), run.remainingMs.value]).toEqual(['sampling', [0, 1], 10])
  run.heard({ type: 'decoding' })
  expect(run.phase.value).toBe('decoding')
  run.end('done')
  expect([run.phase.value, run.busy.value, run.steps.value.length]).toEqual(['done', false, 2])
  run.begin(requestOf('b'))
  expect([run.steps.value, run.remainingMs.value, run.error.value]).toEqual([[], null, null])
})

test('time counts from when the model is there, goes down between steps, and stands still at the end', () => {
  const { run, pass } = open()
  run.begin(requestOf('a'))
  pass(5000)
  run.heard(loaded())
  pass(300)
  expect([run.elapsedMs.value, run.remainingMs.value]).toEqual([300, null])
  run.heard(step(0, 1000))
  pass(400)
  expect([run.elapsedMs.value, run.remainingMs.value]).toEqual([700, 600])
  pass(2000)
  expect(run.remainingMs.value).toBe(0)
  run.end('done')
  const stood = run.elapsedMs.value
  pass(5000)
  expect(run.elapsedMs.value).toBe(stood)
  expect(vi.getTimerCount()).toBe(0)
})

test('a cancelled run is no failure, a failed one keeps its error until the next begins', () => {
  const { run } = open()
  run.begin(requestOf('a'))
  run.end('cancelled')
  expect([run.phase.value, run.error.value]).toEqual(['cancelled', null])
  run.begin(requestOf('a'))
  run.end(outOfMemory())
  expect([run.phase.value, run.error.value?.code]).toEqual(['failed', 'out-of-memory'])
  run.begin(null)
  expect([run.phase.value, run.error.value]).toEqual(['preparing', null])
})

test('small pictures of the steps are shown one at a time, each closed after it, and kept in no step', () => {
  const { run, closed, bitmap } = open()
  run.begin(requestOf('a'))
  const seen = [step(0, 1, bitmap('a')), step(1), step(2, 1, bitmap('b'))].map((event) => {
    run.heard(event)
    return [nameOf(run.live.value), [...closed]]
  })
  expect(seen).toEqual([['a', []], ['a', []], ['b', ['a']]])
  run.end('done')
  expect([run.live.value, closed]).toEqual([null, ['a', 'b']])
  expect(run.steps.value).toHaveLength(3)
  expect(run.steps.value.some((one) => 'picture' in one)).toBe(false)
})

test('when memory runs out the run begins anew by a lighter plan, which is said until the next run', () => {
  const { run } = open()
  const plan = { parts: 'turns', text: 'gpu', guidance: 'single', decoder: 'whole' } as const
  run.begin(requestOf('a'))
  run.heard(loaded())
  run.heard(step(0))
  run.heard({ type: 'memory', plan })
  expect([run.phase.value, run.steps.value, run.lighter.value]).toEqual(['preparing', [], plan])
  run.heard(step(0))
  expect([run.phase.value, run.steps.value.length]).toEqual(['sampling', 1])
  run.end('done')
  expect(run.lighter.value).toEqual(plan)
  run.begin(requestOf('a'))
  expect(run.lighter.value).toBeNull()
})

test('when what was computed is no picture the run begins anew in a sounder way, which is said until the next run', () => {
  const { run } = open()
  run.begin(requestOf('a'))
  run.heard(loaded())
  run.heard(step(0))
  run.heard({ type: 'sounder', precision: 'fp32', backend: 'wasm' })
  expect([run.phase.value, run.steps.value, run.sounder.value]).toEqual(['preparing', [], { precision: 'fp32', backend: 'wasm' }])
  run.heard(step(0))
  run.end('done')
  expect([run.steps.value.length, run.sounder.value?.backend]).toEqual([1, 'wasm'])
  run.begin(requestOf('a'))
  expect(run.sounder.value).toBeNull()
})
