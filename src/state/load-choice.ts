// What a person wishes of a load, as one choice for the engine: the precision, and how the model's parts lie in memory.
import type { ReadonlySignal, Signal } from '@preact/signals'
import { samePlan } from '../core/memory/plan'
import type { LoadChoice } from '../protocol/loaded-model'
import type { MemoryFit, MemoryPlan, MemoryWish, PartMemory } from '../protocol/memory'

export type { MemoryFit, MemoryPlan, MemoryWish, PartMemory }

export interface LoadWishes {
  /** Id of one, '' for the best that runs here. */
  precision: Signal<string>
  /** What it leaves out is chosen automatically. */
  memory: Signal<MemoryWish>
}

/** Each way with its answers, the quicker one first. */
export const memoryWays = {
  parts: ['together', 'turns'],
  text: ['gpu', 'wasm'],
  guidance: ['batch', 'single'],
  decoder: ['whole', 'tiles'],
} as const satisfies { [way in keyof MemoryPlan]: readonly MemoryPlan[way][] }

export type MemoryWay = keyof MemoryPlan
export const memoryWayNames = Object.keys(memoryWays) as MemoryWay[]

/** Without what nobody wishes for, so that a choice without wishes is empty. */
export function loadChoice({ precision, memory }: { [name in keyof LoadWishes]: ReadonlySignal<LoadWishes[name]['value']> }): LoadChoice {
  const wish = memory.peek()
  return {
    ...(precision.peek() !== '' && { precision: precision.peek() }),
    ...(memoryWayNames.some((way) => wish[way] !== undefined) && { memory: wish }),
  }
}

export function sameChoice(a: LoadChoice, b: LoadChoice): boolean {
  return a.precision === b.precision && sameMemory(a.memory, b.memory)
}

export const sameMemory = (a: MemoryWish = {}, b: MemoryWish = {}): boolean => samePlan(a, b)

/** As it is kept: `parts=turns&decoder=tiles`. */
export function writeMemoryWish(wish: MemoryWish): string {
  return memoryWayNames.flatMap((way) => (wish[way] === undefined ? [] : [`${way}=${wish[way]}`])).join('&')
}

/** What another version kept and this one does not know is left out. */
export function readMemoryWish(text: string): MemoryWish {
  const query = new URLSearchParams(text)
  return Object.fromEntries(memoryWayNames.flatMap((way) => (isAnswer(way, query.get(way)) ? [[way, query.get(way)]] : [])))
}

export function isAnswer<W extends MemoryWay>(way: W, value: string | null): value is MemoryPlan[W] {
  return memoryWays[way].some((answer) => answer === value)
}

/** The wish with one answer changed; null = chosen automatically again. */
export function wishWith(wish: MemoryWish, way: MemoryWay, value: string | null): MemoryWish {
  const { [way]: _before, ...rest } = wish
  return isAnswer(way, value) ? { ...rest, [way]: value } : rest
}
