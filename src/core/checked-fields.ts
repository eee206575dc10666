// Readers of a parsed JSON value that is not trusted: each takes one found at `where` and gives it back typed, or throws the
// error that names it.
import { EngineError } from './errors/engine-error'
import type { ErrorKey, ErrorParams } from './errors/keys'

/** What can be wrong with a list of models. */
type Mistake = Extract<ErrorKey, `bad-manifest.${string}`>
/** What can be wrong with a value, wherever it stands. */
type Mismatch = Extract<Mistake, `bad-manifest.not-${string}`>

/** Turns an unknown value found at `where` into a T, or throws. */
export type Reader<T> = (value: unknown, where: string) => T

export const text: Reader<string> = (value, where) => (typeof value === 'string' && value.trim() !== '' ? value : wrong('bad-manifest.not-text', { where, found: show(value) }))
export const flag: Reader<boolean> = (value, where) => (typeof value === 'boolean' ? value : wrong('bad-manifest.not-a-flag', { where, found: show(value) }))
export const yes: Reader<true> = (value, where) => (value === true ? value : wrong('bad-manifest.not-true', { where, found: show(value) }))
export const number: Reader<number> = (value, where) => (typeof value === 'number' && Number.isFinite(value) ? value : wrong('bad-manifest.not-a-number', { where, found: show(value) }))
export const positive: Reader<number> = (value, where) => (number(value, where) > 0 ? Number(value) : wrong('bad-manifest.not-positive', { where, found: show(value) }))
export const integer: Reader<number> = (value, where) => (Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : wrong('bad-manifest.not-whole', { where, found: show(value) }))
export const count: Reader<number> = (value, where) => positive(integer(value, where), where)

/** A number of at most `max`, on either side of 0: what is larger was never meant. */
export const atMost = (max: number, reader: Reader<number>): Reader<number> => (value, where) => {
  const found = reader(value, where)
  return Math.abs(found) <= max ? found : wrong('bad-manifest.too-large', { where, max, found })
}

export const matching = (pattern: RegExp, otherwise: Mismatch): Reader<string> => (value, where) =>
  typeof value === 'string' && pattern.test(value) ? value : wrong(otherwise, { where, found: show(value) })

export const oneOf = <T extends string>(known: readonly T[]): Reader<T> => (value, where) =>
  known.find((one) => one === value) ?? wrong('bad-manifest.none-of', { where, known: known.map(show).join(', '), found: show(value) })

export const list = <T>(entry: Reader<T>): Reader<T[]> => (value, where) =>
  Array.isArray(value) ? value.map((found: unknown, at) => entry(found, `${where}[${at}]`)) : wrong('bad-manifest.not-a-list', { where, found: show(value) })

/** A list of at most `max`, counted before any of it is read. */
export const atMostEntries = <T>(max: number, reader: Reader<T[]>): Reader<T[]> => (value, where) =>
  Array.isArray(value) && value.length > max ? wrong('bad-manifest.too-many', { where, max, found: value.length }) : reader(value, where)

export const listOf = <T>(length: number, entry: Reader<T>): Reader<T[]> => (value, where) => {
  const found = list(entry)(value, where)
  return found.length === length ? found : wrong('bad-manifest.length', { where, length, found: found.length })
}

/** An object of which only the values are known. */
export const recordOf = <T>(entry: Reader<T>): Reader<Record<string, T>> => (value, where) => {
  const read = fields(value, where)
  return Object.fromEntries(Object.keys(value as object).map((name) => [name, read(name, entry)]))
}

/** Reads the fields of an object; `where` names it in messages, `prefix` its fields. */
export function fields(value: unknown, where: string, prefix = `${where}.`): <T>(name: string, reader: Reader<T>) => T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) wrong('bad-manifest.not-an-object', { where, found: show(value) })
  const named = value as Record<string, unknown>
  return (name, reader) => reader(Object.hasOwn(named, name) ? named[name] : undefined, `${prefix}${name}`)
}

export const has = (value: unknown, name: string): boolean => typeof value === 'object' && value !== null && Object.hasOwn(value, name)
export const show = (value: unknown): string => JSON.stringify(value)?.slice(0, 60) ?? typeof value

export function wrong<K extends Mistake>(key: K, params: ErrorParams<K>): never {
  throw new EngineError(key, params)
}
