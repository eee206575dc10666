// A number as people write it, typed or received: full-width digits, a decimal comma, spaces between thousands, 1e5. What it says is
// taken exactly, or named: whoever shows a field decides when a number out of range is brought into it, and says so.
import type { NumberRange } from './field-kinds'
import { maxSeed } from './fields'
import { intoRange } from './number-range'
import type { RequestWords } from './words'

/** What there is to say of a text, as a key of words.ts and what its sentence asks for. */
export type NumberRemark = { [K in keyof RequestWords]: { key: K; params: Parameters<RequestWords[K]> } }[keyof RequestWords]

export type NumberReading<V> =
  | { kind: 'value'; value: V }
  /** Readable, but not to be had: the nearest that is, for when the person is done typing. */
  | { kind: 'corrected'; value: V; remark: NumberRemark }
  | { kind: 'refused'; remark: NumberRemark }

export function remark<K extends keyof RequestWords>(key: K, ...params: Parameters<RequestWords[K]>): NumberRemark {
  return { key, params } as NumberRemark
}

export function sayRemark({ key, params }: NumberRemark, words: RequestWords): string {
  return (words[key] as (...params: (string | number)[]) => string)(...params)
}

/** `whole`: the text has no fraction, which its value alone does not tell where it had to be rounded. */
interface Written { value: number; whole: boolean }

const number = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i

/** null = no number. */
export function readWritten(text: string): Written | null {
  const plain = plainSigns(text)
  const [, , before = '', after = '', exponent = '0'] = number.exec(plain) ?? []
  const digits = before + after
  if (digits === '') return null
  const point = before.length + Number(exponent)
  // Plus zero: -0 is no other number to a person.
  return { value: Number(plain) + 0, whole: !/[1-9]/.test(point < 0 ? digits : digits.slice(point)) }
}

/** Digits, signs and the decimal point as programs write them. 1,234 stays as it is: nobody can tell a thousand from a fraction there. */
function plainSigns(text: string): string {
  const ascii = text.replaceAll(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
  const plain = ascii.replaceAll(/\s/g, '').replaceAll(/[−–]/g, '-').replace('。', '.')
  return /^[+-]?[1-9]\d{0,2},\d{3}$/.test(plain) || plain.includes('.') ? plain : plain.replace(',', '.')
}

/** A field that always holds a number: emptied, it holds `now` again. */
export function readNumber(text: string, range: NumberRange, now: number): NumberReading<number> {
  return text.trim() === '' ? { kind: 'corrected', value: now, remark: remark('emptied', now) } : readIn(text, range)
}

/** A field that may be empty. */
export function readOptionalNumber(text: string, range: NumberRange): NumberReading<number | undefined> {
  return text.trim() === '' ? { kind: 'value', value: undefined } : readIn(text, range)
}

function readIn(text: string, range: NumberRange): NumberReading<number> {
  const written = readWritten(text)
  if (!written) return { kind: 'refused', remark: remark('notNumber', text.trim()) }
  const { min, max } = range
  const value = intoRange(written.value, range)
  if (written.value < min || written.value > max) return { kind: 'corrected', value, remark: remark('outside', text.trim(), min, max, value) }
  return value === written.value ? { kind: 'value', value } : { kind: 'corrected', value, remark: remark('nearest', text.trim(), value) }
}

/** null = a random one, which A1111 writes -1. A seed is its number or nothing: another one makes another picture, so none is rounded. */
export function readSeed(text: string): NumberReading<number | null> {
  if (text.trim() === '') return { kind: 'value', value: null }
  const written = readWritten(text)
  if (!written) return { kind: 'refused', remark: remark('notNumber', text.trim()) }
  if (!written.whole) return { kind: 'refused', remark: remark('notWhole', text.trim()) }
  if (written.value === -1) return { kind: 'value', value: null }
  // A CUDA card's generator and the noise of SDE samplers depend on all 64 bits (philox-nv.ts, seed-sequence.ts), so that no smaller
  // seed could stand for a larger one.
  if (written.value < 0 || written.value > maxSeed) return { kind: 'refused', remark: remark('noSeed', text.trim(), String(maxSeed)) }
  return { kind: 'value', value: written.value }
}
