// Right inputs made wrong, by chance with a seed: bytes, texts and parsed values, each changed in one to four places.
import type { Random } from '../../workers/store/test-random'

export const upTo = (random: Random, end: number): number => Math.floor(random() * end)
export const oneOf = <T>(random: Random, list: readonly T[]): T => list[upTo(random, list.length)]!

const extremes = [[0, 0, 0, 0], [255, 255, 255, 255], [127, 255, 255, 255], [255, 255, 255, 127], [128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 1], [0, 0, 0, 8], [8, 0, 0, 0]]

const byteChanges: readonly ((random: Random, bytes: number[]) => number[])[] = [
  (random, bytes) => bytes.with(upTo(random, bytes.length), upTo(random, 256)),
  (random, bytes) => { const at = upTo(random, bytes.length); return bytes.with(at, bytes[at]! ^ (1 << upTo(random, 8))) },
  (random, bytes) => { const at = upTo(random, bytes.length); const put = oneOf(random, extremes); return [...bytes.slice(0, at), ...put, ...bytes.slice(at + put.length)] },
  (random, bytes) => { const at = upTo(random, bytes.length); return [...bytes.slice(0, at), ...oneOf(random, extremes), ...bytes.slice(at)] },
  (random, bytes) => bytes.slice(0, upTo(random, bytes.length) + 1),
  (random, bytes) => bytes.toSpliced(upTo(random, bytes.length), 1 + upTo(random, 8)),
  (random, bytes) => { const at = upTo(random, bytes.length); const piece = bytes.slice(at, at + upTo(random, 64)); return [...bytes.slice(0, at), ...piece, ...piece, ...bytes.slice(at)] },
]

export function brokenBytes(random: Random, right: Uint8Array): Uint8Array<ArrayBuffer> {
  let bytes = [...right]
  for (let changes = 1 + upTo(random, 4); changes > 0; changes--) if (bytes.length > 0) bytes = oneOf(random, byteChanges)(random, bytes)
  return Uint8Array.from(bytes)
}

const odd = ['"', '\\', '\0', '\n', ',', ':', '-', '[', '(', '{', '&', '=', '%', '%ZZ', '%ED%A0%80', '\ud800', '，', '（', '９', 'NaN', '-Infinity', '1e999', '9007199254740993', '__proto__', 'constructor', 'Steps: ', 'Negative prompt:', ' '.repeat(500), '"'.repeat(300), '\\"'.repeat(300), 'a'.repeat(2000), ': '.repeat(500), '-9'.repeat(300)]

export function brokenText(random: Random, right: string): string {
  let text = right
  for (let changes = 1 + upTo(random, 4); changes > 0; changes--) {
    const at = upTo(random, text.length + 1)
    const length = upTo(random, 12)
    text = oneOf(random, [
      () => text.slice(0, at) + oneOf(random, odd) + text.slice(at),
      () => text.slice(0, at) + text.slice(at + length),
      () => text.slice(0, at) + text.slice(at, at + length).repeat(1 + upTo(random, 20)) + text.slice(at + length),
      () => text.slice(0, at),
      () => text.slice(at) + text.slice(0, at),
    ])()
  }
  return text
}

/** Fresh for each use: what takes it may change it. */
const junk: readonly (() => unknown)[] = [
  () => null, () => undefined, () => true, () => 0, () => -1, () => 0.5, () => 1e308, () => Number.NaN, () => -Infinity, () => 2 ** 53, () => 2 ** 31, () => '', () => ' ', () => 'x'.repeat(3000), () => '__proto__',
  () => '../../etc', () => 'https://[', () => '\ud800', () => [], () => [[]], () => [null], () => ({}), () => ({ length: 1e9 }), () => ({ toString: null }), () => Array.from({ length: 3000 }, () => 1), () => JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`),
]

/** Some value inside is another, is gone, or has an odd neighbour. */
export function brokenValue(random: Random, right: unknown): unknown {
  let value = structuredClone(right)
  for (let changes = 1 + upTo(random, 3); changes > 0; changes--) value = changedInside(random, value, 0)
  return value
}

function changedInside(random: Random, value: unknown, depth: number): unknown {
  const entries = typeof value === 'object' && value !== null ? Object.keys(value) : []
  // Seldom at the top, where everything is lost at once.
  if (entries.length === 0 || random() < 0.08 * depth) return oneOf(random, junk)()
  const owner = value as Record<string, unknown>
  const key = oneOf(random, entries)
  const chance = random()
  if (chance < 0.1) delete owner[key]
  else if (chance < 0.2) owner[oneOf(random, ['', 'toString', 'unheard of', '0', '9999'])] = oneOf(random, junk)()
  else owner[key] = changedInside(random, owner[key], depth + 1)
  return value
}
