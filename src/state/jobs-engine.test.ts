// What jobs.ts makes of what the engine says, and of its failures.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { EngineError } from '../core/errors/engine-error'
import type { Outcome } from './orders'
import { compared, openJobs, promised, watch } from './test-jobs'
import { crashed, loaded, loading, orderOf, outOfMemory, requestOf, settled, step } from './test-page'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('only a comparison asks for small pictures of its steps, and none of its steps are kept', () => {
  const { jobs, runs } = openJobs()
  void jobs.submit(compared('a'))
  expect(runs[0]?.job.show).toEqual({ preview: 'fast', keepSteps: false, livePictures: true })
})

test('a failure holds what waits, a cell of a comparison keeps its failure to itself', async () => {
  const { jobs, runs, submit, prompts, log } = openJobs()
  submit('a')
  submit('b')
  runs[0]?.event(loaded())
  runs[0]?.fail(outOfMemory())
  await settled()
  expect([jobs.held.value, jobs.run.phase.value, jobs.run.error.value?.code, prompts()]).toEqual(['failed', 'failed', 'out-of-memory', ['a']])
  expect(log).toContain('failed out-of-memory')

  const other = openJobs()
  const cells = watch(other.jobs.submit(compared('x', 'y')))
  other.submit('z')
  other.runs[0]?.event(loaded())
  other.runs[0]?.fail(outOfMemory())
  await settled()
  await other.finish()
  expect([cells.outcomes, other.jobs.held.value, other.prompts()]).toEqual([['0 out-of-memory', '1 made'], null, ['x', 'y', 'z']])
})

test('a comparison whose model cannot be had ends with its first cell; one that refuses a cell does not', async () => {
  const { jobs, runs, prompts, ends, finish } = openJobs()
  const outcomes: Outcome[] = []
  const cells = watch(jobs.submit(compared('x', 'y', 'z'), { onOutcome: (outcome) => void outcomes.push(outcome) }))
  runs[0]?.fail(new EngineError('bad-request.sampler', { name: 'magic' }))
  await settled()
  runs[1]?.event(loading())
  runs[1]?.fail(new EngineError('download-failed.file', { path: 'x', host: 'h' }))
  await settled()
  expect([cells.outcomes, outcomes.map(({ modelFailed = false }) => modelFailed), prompts()]).toEqual([['0 bad-request', '1 download-failed'], [false, true], ['x', 'y']])
  expect(ends).toEqual([null, 'download-failed'])
  void jobs.submit(orderOf('a'))
  await finish()
  expect(ends.at(-1)).toBeNull()
})

test('what may not be made is not asked of the engine, and no failure of it or of the model', async () => {
  const { jobs, runs, submit, log, ends } = openJobs({ admit: () => { throw new EngineError('bad-request.licence', { model: 'x' }) } })
  const a = submit('a')
  submit('b')
  await settled()
  expect([runs.length, a.outcomes, jobs.held.value, jobs.run.error.value?.key]).toEqual([0, ['0 bad-request'], 'failed', 'bad-request.licence'])
  expect([log.filter((line) => line.startsWith('failed')), ends]).toEqual([[], [null]])
})

test('an engine that died before it heard of the job gets it again, once, as the one that draws; one that died at work does not', async () => {
  const { jobs, runs, submit, log } = openJobs()
  const a = submit('a')
  runs[0]?.fail(crashed())
  await settled()
  expect([runs.length, log.filter((line) => line === 'begin a').length]).toEqual([2, 2])
  expect(runs[1]?.job.id).toBe(runs[0]?.job.id)
  runs[1]?.done()
  await settled()
  expect(a.outcomes).toEqual(['0 made'])

  const b = submit('b')
  runs[2]?.fail(crashed())
  await settled()
  runs[3]?.fail(crashed())
  await settled()
  expect(b.outcomes).toEqual(['0 worker-crashed'])

  const c = submit('c')
  runs[4]?.event({ type: 'started' })
  runs[4]?.fail(crashed())
  await settled()
  expect([c.outcomes, runs.length, jobs.run.error.value?.code]).toEqual([['0 worker-crashed'], 5, 'worker-crashed'])
})

test('an engine that does not stop within five seconds can be stopped by force', async () => {
  const { jobs, runs, calls, submit } = openJobs({ stubborn: true })
  submit('a')
  submit('b')
  jobs.skip()
  await vi.advanceTimersByTimeAsync(4900)
  expect(jobs.stuck.value).toBe(false)
  await vi.advanceTimersByTimeAsync(200)
  expect(jobs.stuck.value).toBe(true)
  jobs.forceStop()
  expect(calls).toContain('force stop')
  runs[0]?.fail(new EngineError('cancelled.forced', {}))
  await settled()
  expect([jobs.stuck.value, jobs.cancelling.value, runs.length]).toEqual([false, false, 2])
  // One that stops in time leaves no clock running for the next.
  jobs.skip()
  runs[1]?.fail(new EngineError('cancelled.run', {}))
  submit('c')
  await vi.advanceTimersByTimeAsync(9000)
  expect([jobs.stuck.value, runs.length]).toEqual([false, 3])
})

const quiet = { request: requestOf('preview'), show: { preview: 'none', keepSteps: false } } as const
const codeOf = (promise: Promise<unknown>) => promise.then(() => 'answered', (error: unknown) => (error instanceof EngineError ? error.code : String(error)))

test('background jobs give way: all of them when an order begins, and none begins while one runs', async () => {
  const { jobs, runs, submit, finish } = openJobs()
  const never = new AbortController().signal
  const both = [codeOf(jobs.background(quiet, () => {}, never)), codeOf(jobs.background(quiet, () => {}, never))]
  expect(jobs.busy.value).toBe(false)
  submit('a')
  expect(await Promise.all(both)).toEqual(['cancelled', 'cancelled'])
  expect(await codeOf(jobs.background(quiet, () => {}, never))).toBe('cancelled')
  expect(runs).toHaveLength(3)
  await finish()
  void jobs.submit(promised().order)
  expect(await codeOf(jobs.background(quiet, () => {}, never))).toBe('cancelled')
})

test('a background job can be stopped, and what it alone waits for is nobody else’s affair', async () => {
  const { jobs, runs, log } = openJobs()
  const controller = new AbortController()
  const heard: string[] = []
  const ended = codeOf(jobs.background(quiet, ({ type }) => void heard.push(type), controller.signal))
  runs[0]?.event(loading())
  runs[0]?.event(loaded())
  expect([heard, log, jobs.run.phase.value]).toEqual([['loading', 'loaded'], ['loaded'], 'idle'])
  controller.abort()
  expect(await ended).toBe('cancelled')
})

test('an engine’s events reach the run and the listener, until it ends', async () => {
  const { jobs, runs, log, submit, finish } = openJobs()
  submit('a')
  for (const event of [loaded(), { type: 'encoding', texts: [] } as const, step(0)]) runs[0]?.event(event)
  expect([jobs.run.phase.value, jobs.run.steps.value.length, log]).toEqual(['sampling', 1, ['begin a', 'loaded', 'encoding', 'step']])
  await finish()
  expect(jobs.run.phase.value).toBe('done')
})
