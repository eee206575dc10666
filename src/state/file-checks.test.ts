// Files are checked when nothing else is done, one after the other, until nothing is due; a wrong one is told on its models' rows.
import { signal } from '@preact/signals'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { FileCheck } from '../protocol/models-api'
import { startFileChecks } from './file-checks'
import type { FileWork, ModelNote } from './downloads'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function setUp(answers: (FileCheck | null | Error)[]) {
  let asked = 0
  const told: [string, ModelNote][] = []
  const refresh = vi.fn(async () => {})
  const busy = signal(false)
  const work = signal<ReadonlyMap<string, FileWork>>(new Map())
  const stop = startFileChecks({
    client: { checkDue: async () => {
      const answer = answers[asked++] ?? null
      if (answer instanceof Error) throw answer
      return answer
    } },
    models: { loading: signal<string | null>(null), refresh },
    downloads: { work, tell: (id, note) => void told.push([id, note]) },
    jobs: { busy },
  })
  return { asked: () => asked, told, refresh, busy, work, stop, pass: (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000) }
}

test('one after the other until nothing is due; a wrong one is told of each of its models', async () => {
  const { asked, told, refresh, pass } = setUp([{ path: 'a', right: true, models: ['m'] }, { path: 'b', right: false, models: ['m', 'n'] }, null, { path: 'c', right: true, models: [] }])
  await pass(10)
  expect(asked()).toBe(0)
  await pass(600)
  expect(asked()).toBe(3)
  expect(told).toEqual([['m', { kind: 'wrong', paths: ['b'] }], ['n', { kind: 'wrong', paths: ['b'] }]])
  expect(refresh).toHaveBeenCalledTimes(1)
})

test('nothing is read while pictures are made or files fetched', async () => {
  const { asked, busy, work, pass } = setUp([])
  busy.value = true
  await pass(100)
  work.value = new Map([['m', { kind: 'download', progress: null, stopping: false }]])
  busy.value = false
  await pass(100)
  expect(asked()).toBe(0)
  work.value = new Map()
  await pass(100)
  expect(asked()).toBe(1)
})

test('a dead engine ends it for this visit', async () => {
  const { asked, pass } = setUp([new Error('gone')])
  await pass(100)
  expect(asked()).toBe(1)
})
