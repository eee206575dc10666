// Whether a model fits this machine, and under which plan.
import type { Available } from './available'
import { estimate } from './estimate'
import type { Estimate, PartNeeds } from './estimate'
import { choosePlan, plansFor } from './plan'
import type { MemoryPlan } from './plan'

export interface FitQuestion {
  needs: readonly PartNeeds[]
  backend: 'webgpu' | 'wasm'
  available: Available | null
  /** Of one buffer. */
  largestAllowedBytes: number
  wish: Partial<MemoryPlan>
  /** What the model's manifest says of its own size, whatever the plan. */
  minimum: { gpuBytes?: number; maxBufferBytes?: number }
}

export interface FitAnswer extends Estimate {
  verdict: 'fits' | 'tight' | 'no' | 'unknown'
  plan: MemoryPlan
  availableBytes: number | null
}

/** Where nothing tells how much there is: what most graphics cards of these years have. Only the choice of a plan rests on it, no verdict. */
const assumedBytes = 4e9
/** Other pages, the browser and the system need some as well. */
const comfortable = 0.8
/** Weights that a text encoder may bring into the wasm heap unasked: it never gives them back, and half-precision ones double there. */
const textOnWasmBytes = 5e8

/** The plans that keep to the wish and make sense for the model, the quickest first. */
export function plansOf({ needs, backend, wish }: Pick<FitQuestion, 'needs' | 'backend' | 'wish'>): MemoryPlan[] {
  const textBytes = needs.filter(({ part }) => part.startsWith('text-encoder')).reduce((sum, { weightBytes }) => sum + weightBytes, 0)
  const keepText = wish.text === undefined && (backend === 'wasm' || textBytes > textOnWasmBytes)
  return plansFor(keepText ? { ...wish, text: backend === 'wasm' ? 'wasm' : 'gpu' } : wish)
}

/** What a plan needs, the manifest's own numbers included. */
export function weighPlan({ needs, backend, minimum }: Pick<FitQuestion, 'needs' | 'backend' | 'minimum'>, plan: MemoryPlan): Estimate {
  const numbers = estimate(needs, plan, backend)
  if (backend === 'wasm') return numbers
  return {
    ...numbers,
    neededBytes: plan.decoder === 'whole' ? Math.max(numbers.neededBytes, minimum.gpuBytes ?? 0) : numbers.neededBytes,
    largestBytes: plan.decoder === 'whole' ? Math.max(numbers.largestBytes, minimum.maxBufferBytes ?? 0) : numbers.largestBytes,
  }
}

export function fitOf(question: FitQuestion): FitAnswer {
  const { available, largestAllowedBytes } = question
  const plan = choosePlan(plansOf(question), (one) => weighPlan(question, one), comfortable * (available?.bytes ?? assumedBytes), largestAllowedBytes)
  const numbers = weighPlan(question, plan)
  const { neededBytes, largestBytes } = numbers
  const inside = available !== null && neededBytes <= available.bytes
  const verdict = largestBytes > largestAllowedBytes ? 'no'
    : inside ? (neededBytes <= comfortable * available.bytes ? 'fits' : 'tight')
      : available === null || available.atLeast ? 'unknown' : 'no'
  return { ...numbers, verdict, plan, availableBytes: available === null || (available.atLeast && !inside) ? null : available.bytes }
}
