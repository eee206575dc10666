// What is wrong with an axis, as a key of words.ts and what its sentence asks for; the sentences come with the room that shows them.
import type { AxisWords } from './words'

type Key = keyof AxisWords

export type AxisProblem = { [K in Key]: { key: K; params: Parameters<AxisWords[K]> } }[Key]
export type AxisReading<T> = { values: T[]; problem: null } | { values: null; problem: AxisProblem }

export function axisProblem<K extends Key>(key: K, ...params: Parameters<AxisWords[K]>): AxisProblem {
  return { key, params } as AxisProblem
}

export function refuse<K extends Key>(key: K, ...params: Parameters<AxisWords[K]>): AxisReading<never> {
  return { values: null, problem: axisProblem(key, ...params) }
}

export function sayAxisProblem({ key, params }: AxisProblem, words: AxisWords): string {
  return (words[key] as (...params: (string | number)[]) => string)(...params)
}
