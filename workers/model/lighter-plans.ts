// What runs out of memory is tried again by a lighter plan, and again, until it works or there is none left to try.
import { EngineError } from '../../src/core/errors/engine-error'
import { plansOf, weighPlan } from '../../src/core/memory/fit'
import type { FitQuestion } from '../../src/core/memory/fit'
import { lighterPlan } from '../../src/core/memory/plan'
import type { MemoryPlan } from '../../src/core/memory/plan'
import { outOfMemory } from '../ort/out-of-memory'

/** `work` frees what it held before it rejects; `again` tells that it has run out before. */
export async function byLighterPlans<T>(first: MemoryPlan, question: FitQuestion, name: string, work: (plan: MemoryPlan, again: boolean) => Promise<T>): Promise<T> {
  let plan = first
  for (let again = false; ; again = true) {
    try {
      return await work(plan, again)
    } catch (error) {
      if (!outOfMemory(error)) throw error
      const lighter = lighterPlan(plan, plansOf(question), (one) => weighPlan(question, one))
      if (!lighter) throw notEnough(name, weighPlan(question, plan).neededBytes, question, error)
      plan = lighter
    }
  }
}

function notEnough(name: string, neededBytes: number, { wish }: FitQuestion, error: unknown): EngineError {
  const fixed = Object.keys(wish).length > 0
  return new EngineError(
    fixed ? 'out-of-memory.needs-wished' : 'out-of-memory.needs', { model: name, gigabytes: (neededBytes / 1e9).toFixed(1) },
    error instanceof EngineError ? error.detail : String(error),
  )
}
