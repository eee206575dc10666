// What can be said of an error, as types: the keys of the English words, and the numbers and names that their sentences ask
// for. Types only, so that whoever throws carries no sentence.
import type { en } from './words.en'

/** `<code>.<name>`, such as bad-request.steps. */
export type ErrorKey = keyof typeof en

/** For programs: the kind of failure. */
export type EngineErrorCode = ErrorKey extends `${infer Code}.${string}` ? Code : never

export type ErrorValue = string | number

/** The names between braces. */
type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholders<Rest> : never

type PlaceholdersOf<K extends ErrorKey> = Placeholders<(typeof en)[K][number]>

/** Exactly what the two sentences of a key ask for; {} where they ask for nothing. */
export type ErrorParams<K extends ErrorKey> = K extends ErrorKey
  ? [PlaceholdersOf<K>] extends [never] ? Record<string, never> : Readonly<Record<PlaceholdersOf<K>, ErrorValue>>
  : never

/** One language. */
export type ErrorWords = { readonly [K in ErrorKey]: readonly [message: string, remedy: string] }
