// Readers of a parsed JSON value that is not trusted: each takes one found at `where` and gives it back typed, or throws the
// sentence that names it.
import { EngineError } from './errors/engine-error'

/** Turns an unknown value found at `where` into a T, or throws. */
export type Reader<T> = (value: unknown, where: string) => T

export const text: Reader<string> = (value, where) => (typeof value === 'string' && value.trim() !== '' ? value : wrong(where, `should be text, is ${show(value)}`))
export const flag: Reader<boolean> = (value, where) => (typeof value === 'boolean' ? value : wrong(where, `should be true or false, is ${show(value)}`))
export const yes: Reader<true> = (value, where) => (value === true ? value : wrong(where, `should be true or left out, is ${show(value)}`))
export const number: Reader<number> = (value, where) => (typeof value === 'number' && Number.isFinite(value) ? value : wrong(where, `should be a number, is ${show(value)}`))
export const positive: Reader<number> = (value, where) => (number(value, where) > 0 ? Number(value) : wrong(where, `should be above 0, is ${show(value)}`))
export const integer: Reader<number> = (value, where) => (Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : wrong(where, `should be a whole number, is ${show(value)}`))
export const count: Reader<number> = (value, where) => positive(integer(value, where), where)

export const matching = (pattern: RegExp, described: string): Reader<string> => (value, where) =>
  typeof value === 'string' && pattern.test(value) ? value : wrong(where, `should be ${described}, is ${show(value)}`)

export const oneOf = <T extends string>(known: readonly T[]): Reader<T> => (value, where) =>
  known.find((one) => one === value) ?? wrong(where, `should be ${known.map(show).join(' or ')}, is ${show(value)}`)

export const list = <T>(entry: Reader<T>): Reader<T[]> => (value, where) =>
  Array.isArray(value) ? value.map((found: unknown, at) => entry(found, `${where}[${at}]`)) : wrong(where, `should be a list, is ${show(value)}`)

export const listOf = <T>(length: number, entry: Reader<T>): Reader<T[]> => (value, where) => {
  const found = list(entry)(value, where)
  return found.length === length ? found : wrong(where, `should have ${length} entries, has ${found.length}`)
}

/** An object of which only the values are known. */
export const recordOf = <T>(entry: Reader<T>): Reader<Record<string, T>> => (value, where) => {
  const read = fields(value, where)
  return Object.fromEntries(Object.keys(value as object).map((name) => [name, read(name, entry)]))
}

/** Reads the fields of an object; `where` names it in messages, `prefix` its fields. */
export function fields(value: unknown, where: string, prefix = `${where}.`): <T>(name: string, reader: Reader<T>) => T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) wrong(where, `should be an object, is ${show(value)}`)
  const named = value as Record<string, unknown>
  return (name, reader) => reader(Object.hasOwn(named, name) ? named[name] : undefined, `${prefix}${name}`)
}

export const has = (value: unknown, name: string): boolean => typeof value === 'object' && value !== null && Object.hasOwn(value, name)
export const show = (value: unknown): string => (value === undefined ? 'missing' : (JSON.stringify(value)?.slice(0, 60) ?? typeof value))

export function wrong(where: string, what: string): never {
  throw new EngineError('bad-manifest', `The list of models has a mistake: ${where} ${what}.`, 'Correct models.manifest.json, or run npm run manifest, then reload.', where)
}
