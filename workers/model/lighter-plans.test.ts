import { expect, test } from 'vitest'
import { EngineError } from '../../src/core/errors/engine-error'
import type { FitQuestion } from '../../src/core/memory/fit'
import { easiestPlan } from '../../src/core/memory/plan'
import { byLighterPlans } from './lighter-plans'

const question: FitQuestion = {
  needs: [
    { part: 'text-encoder', weightBytes: 1e9, largestWeightBytes: 1e8, running: () => ({ activationBytes: 0, largestBytes: 0 }) },
    { part: 'unet', weightBytes: 2e9, largestWeightBytes: 1e8, running: () => ({ activationBytes: 0, largestBytes: 0 }) },
  ],
  backend: 'webgpu', available: null, largestAllowedBytes: 1e9, wish: {}, minimum: {},
}
const full = () => new Error('std::bad_alloc')
const failing = () => Promise.reject(full())

test('memory that ran out is tried with less of it until it is enough', async () => {
  const tried: string[] = []
  const answer = await byLighterPlans(easiestPlan, question, 'Model', async ({ parts }, again) => {
    tried.push(`${parts} ${again}`)
    if (parts === 'together') throw full()
    return parts
  })
  expect([answer, ...tried]).toEqual(['turns', 'together false', 'turns true'])
})

test('what nothing lighter helps is told with numbers, and a fixed wish is named as a way out', async () => {
  await expect(byLighterPlans(easiestPlan, question, 'Model', failing)).rejects.toMatchObject({ key: 'out-of-memory.needs', params: { model: 'Model', gigabytes: '2.1' }, detail: expect.stringContaining('std::bad_alloc') })
  await expect(byLighterPlans(easiestPlan, { ...question, wish: { parts: 'together' } }, 'Model', failing)).rejects.toMatchObject({ key: 'out-of-memory.needs-wished', params: { gigabytes: '3.1' } })
})

test('another failure is no reason to try again', async () => {
  let tries = 0
  const work = () => {
    tries += 1
    return Promise.reject(new EngineError('cancelled.run', {}))
  }
  await expect(byLighterPlans(easiestPlan, question, 'Model', work)).rejects.toMatchObject({ code: 'cancelled' })
  expect(tries).toBe(1)
})
