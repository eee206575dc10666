import { effect, signal } from '@preact/signals'
import { expect, test, vi } from 'vitest'
import type { EngineClient } from '../client/engine-client'
import { EngineError } from '../core/errors/engine-error'
import type { ModelManifest } from '../core/manifest'
import type { GenerateRequest, GenerateResult } from '../protocol/engine-api'
import type { EngineEvent } from '../protocol/events'
import { createCompareState } from './compare'
import type { CompareOptions } from './compare'
import type { CompareSpec } from './compare-plan'
import type { Settings } from './settings'

const form: Settings = { model: 'tiny', prompt: 'a red fish', negativePrompt: '', steps: 20, guidance: 4, sampler: 'euler', schedule: 'karras', seed: null, rng: 'cpu', width: 128, height: 128, preview: 'fast' }
const twoByTwo: CompareSpec = { x: { kind: 'sampler', text: 'euler,ddim' }, y: { kind: 'steps', text: '2, 4' }, z: null }

const result = (totalMs: number) => ({ infotext: '', timings: { totalMs, stepMs: [] } }) as unknown as GenerateResult

interface FakeRun { request: GenerateRequest; event: (event: EngineEvent) => void; done: () => void; fail: (error: Error) => void }

function open(spec: CompareSpec = twoByTwo, settings: Partial<Settings> = {}, load: CompareOptions['load'] = async () => {}) {
  const runs: FakeRun[] = []
  const log: string[] = []
  let now = 0
  const client = {
    generate: (request: GenerateRequest, event: (event: EngineEvent) => void, abort: AbortSignal) => new Promise<GenerateResult>((resolve, reject) => {
      runs.push({ request, event, fail: reject, done: () => { now += 100 * request.steps; resolve(result(100 * request.steps)) } })
      abort.addEventListener('abort', () => reject(new EngineError('cancelled.run', {})))
    }),
  } as unknown as EngineClient
  let ids = 0
  const compare = createCompareState({
    client,
    clock: () => now,
    drawSeed: () => 77,
    nextId: () => ++ids,
    settings: signal({ ...form, ...settings }),
    manifest: signal({ name: 'Tiny', examples: { en: ['a cat', 'a dog'], zh: [] } } as unknown as ModelManifest),
    known: () => ({ samplers: ['dpmpp_2m', 'euler', 'ddim'], schedules: ['automatic', 'normal', 'karras'] }),
    ready: async () => ({ ...form, ...settings }),
    load,
    onStart: ({ seed }) => log.push(`start ${seed}`),
    onFailure: ({ code }) => log.push(code),
    onLighter: () => {},
  })
  compare.spec.value = spec
  return { compare, runs, log }
}

const settle = () => new Promise((resolve) => setTimeout(resolve))
const step = (index: number, steps: number, remainingMs: number): EngineEvent => ({ type: 'step', index, steps, sigma: 1, elapsedMs: 0, remainingMs })

test('cells run one after the other, row by row, all with the one seed drawn for them', async () => {
  const { compare, runs, log } = open()
  const ended = compare.start()
  for (let i = 0; i < 4; i++) {
    await settle()
    expect(runs).toHaveLength(i + 1)
    expect(compare.current.value).toBe(i)
    expect(compare.finished.value).toBe(i)
    runs[i]?.done()
  }
  await ended
  expect(runs.map(({ request }) => [request.sampler, request.steps, request.seed])).toEqual([['euler', 2, 77], ['ddim', 2, 77], ['euler', 4, 77], ['ddim', 4, 77]])
  expect(compare.cells.value.map(({ x, y, picture }) => [x, y, picture?.request.steps])).toEqual([[0, 0, 2], [1, 0, 2], [0, 1, 4], [1, 1, 4]])
  expect(new Set(compare.cells.value.map(({ picture }) => picture?.id)).size).toBe(4)
  expect(compare.busy.value).toBe(false)
  expect(compare.current.value).toBeNull()
  expect(compare.elapsedMs.value).toBe(1200)
  expect(log).toEqual(['start 77'])
})

test('a seed on an axis replaces the shared one', async () => {
  const { compare, runs } = open({ x: { kind: 'seed', text: '5, 6' }, y: null, z: null }, { seed: 9 })
  void compare.start()
  await settle()
  runs[0]?.done()
  await settle()
  expect(runs.map(({ request }) => request.seed)).toEqual([5, 6])
  expect(compare.board.value?.base.seed).toBe(9)
  compare.cancel()
})

test('an error stays in its cell and the rest goes on', async () => {
  const { compare, runs, log } = open()
  const ended = compare.start()
  await settle()
  runs[0]?.fail(new EngineError('out-of-memory.run', {}))
  for (let i = 1; i < 4; i++) {
    await settle()
    runs[i]?.done()
  }
  await ended
  expect(compare.cells.value.map(({ picture, error }) => error?.code ?? picture?.request.steps)).toEqual(['out-of-memory', 2, 4, 4])
  expect(compare.error.value).toBeNull()
  expect(log).toContain('out-of-memory')

  // Once more, only for what has no picture.
  const again = compare.resume()
  await settle()
  expect(runs).toHaveLength(5)
  expect(compare.cells.value[0]?.error).toBeNull()
  runs[4]?.done()
  await again
  expect(compare.finished.value).toBe(4)
})

test('cancel keeps what is finished, starts nothing more, and can be resumed', async () => {
  const { compare, runs } = open()
  const ended = compare.start()
  await settle()
  runs[0]?.done()
  await settle()
  compare.cancel()
  expect(compare.stopping.value).toBe(true)
  await ended
  expect(runs).toHaveLength(2)
  expect(compare.finished.value).toBe(1)
  expect(compare.cells.value.every(({ error }) => error === null)).toBe(true)
  expect(compare.busy.value).toBe(false)

  const rest = compare.resume()
  for (let i = 2; i < 5; i++) {
    await settle()
    runs[i]?.done()
  }
  await rest
  expect(runs[2]?.request).toEqual(runs[1]?.request)
  expect(compare.finished.value).toBe(4)
})

test('a second start while one runs does nothing', async () => {
  const { compare, runs } = open()
  void compare.start()
  await settle()
  await compare.start()
  expect(runs).toHaveLength(1)
  compare.cancel()
})

test('the time left counts steps at the pace of cells alike', async () => {
  const { compare, runs } = open({ x: { kind: 'steps', text: '2, 4, 8' }, y: null, z: null })
  const seen: (number | null)[] = []
  effect(() => { seen.push(compare.remainingMs.value) })
  void compare.start()
  await settle()
  expect(compare.remainingMs.value).toBeNull()
  // 1 of 2 steps done, 100 ms to go: 50 ms a step over the 12 that wait.
  runs[0]?.event(step(0, 2, 100))
  expect(compare.remainingMs.value).toBe(100 + 12 * 50)
  runs[0]?.done()
  await settle()
  expect(compare.remainingMs.value).toBe(12 * 100)
  compare.cancel()
  await settle()
  expect(compare.remainingMs.value).toBeNull()
})

test('a failure before the first cell is shown as one, not in every cell', async () => {
  const { compare } = open()
  const broken = vi.fn<() => Promise<Settings>>().mockRejectedValue(new EngineError('offline.download', {}))
  const other = createCompareState({
    client: {} as EngineClient, clock: () => 0, drawSeed: () => 1, nextId: () => 1, settings: signal(form), manifest: signal(null),
    known: () => ({ samplers: ['euler'], schedules: [] }), ready: broken, load: async () => {}, onStart: () => {}, onFailure: () => {}, onLighter: () => {},
  })
  other.spec.value = { ...compare.spec.value, x: { kind: 'steps', text: '2' }, y: null }
  await other.start()
  expect(other.error.value?.code).toBe('offline')
  expect(other.cells.value).toEqual([])
  expect(other.busy.value).toBe(false)
})

test('a model that cannot be loaded is one failure; its cells wait for another try', async () => {
  const { compare, runs } = open(twoByTwo, {}, async () => { throw new EngineError('download-failed.file', { path: 'x' }) })
  await compare.start()
  expect(compare.error.value?.code).toBe('download-failed')
  expect(runs).toEqual([])
  expect(compare.cells.value).toHaveLength(4)
  expect(compare.finished.value).toBe(0)
})

test('cancel while the model loads is no failure', async () => {
  const { compare, runs } = open(twoByTwo, {}, (_model, abort) => new Promise((_, reject) => { abort.addEventListener('abort', () => reject(new EngineError('cancelled.run', {}))) }))
  const ended = compare.start()
  await settle()
  compare.cancel()
  await ended
  expect(compare.error.value).toBeNull()
  expect(compare.busy.value).toBe(false)
  expect(runs).toEqual([])
})

test('choosing what an axis varies brings values that work, and the ones typed before come back', () => {
  const { compare } = open({ x: { kind: 'steps', text: '7' }, y: null, z: null })
  compare.setKind('x', 'prompt')
  expect(compare.spec.value.x.text).toBe('a red fish\na cat\na dog')
  expect(compare.outline.value.plan?.cells).toHaveLength(3)
  compare.setKind('y', 'sampler')
  expect(compare.spec.value.y).toEqual({ kind: 'sampler', text: 'dpmpp_2m,euler,ddim' })
  compare.setKind('x', 'steps')
  expect(compare.spec.value.x.text).toBe('7')
  compare.setKind('y', null)
  expect(compare.spec.value.y).toBeNull()
})
