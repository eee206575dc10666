// What a person types for one axis of a comparison, read into values: "4, 8, 16", "4-20 (+4)", "1-5 [5]", or one text per line.
// The notation is AUTOMATIC1111's (scripts/xyz_grid.py, version 1.10.1) with three repairs: a decimal range never runs past its
// end, a falling range needs no sign, and a value given twice is one value. Knows nothing of samplers or settings.
import { wellFormed } from '../request/well-formed'
import { refuse } from './problem'
import type { AxisReading } from './problem'

export interface NumberRule { min: number; max: number; whole: boolean }

/** More columns than anyone compares; keeps a slip like 1-1000 from becoming a day's work. */
export const maxAxisValues = 50

const number = String.raw`[+-]?\d+(?:\.\d*)?|[+-]?\.\d+`
const range = new RegExp(String.raw`^(${number})\s*-\s*(${number})(?:\s*\(\s*(${number})\s*\)|\s*\[\s*(\d+)\s*\])?$`)
const single = new RegExp(`^(?:${number})$`)

export function readNumbers(text: string, rule: NumberRule): AxisReading<number> {
  const parts = plainPunctuation(text).split(/[,;\n]/).map((part) => part.trim()).filter(Boolean)
  if (parts.length === 0) return refuse('noNumber')
  const values: number[] = []
  for (const part of parts) {
    const found = readPart(part, rule)
    if (found.problem) return found
    // Above 2^53 a number is rounded as it is read, and would be another seed.
    const inexact = rule.whole ? (part.match(/\d+/g) ?? []).find((digits) => !Number.isSafeInteger(Number(digits))) : undefined
    if (inexact !== undefined) return refuse('outside', inexact, rule.min, rule.max)
    values.push(...found.values)
    if (values.length > maxAxisValues) return refuse('tooManyValues', maxAxisValues)
  }
  const outside = values.find((value) => value < rule.min || value > rule.max)
  if (outside !== undefined) return refuse('outside', outside, rule.min, rule.max)
  return { values: [...new Set(values)], problem: null }
}

function readPart(part: string, { whole }: NumberRule): AxisReading<number> {
  if (single.test(part)) return wholeOr(Number(part), part, whole) ?? { values: [Number(part)], problem: null }
  const match = range.exec(part)
  if (!match) return refuse('unreadable', part)
  const [, first = '', last = '', by, count] = match
  const from = Number(first)
  const to = Number(last)
  for (const typed of [first, last, by]) {
    const problem = typed !== undefined && wholeOr(Number(typed), typed, whole)
    if (problem) return problem
  }
  if (count !== undefined) return spread(from, to, Number(count), whole)
  const step = by === undefined ? Math.sign(to - from) || 1 : Number(by)
  if (step === 0) return refuse('standsStill', part)
  if ((to - from) * step < 0) return refuse('wrongWay', part, by ?? String(step), from, to)
  // A hair of tolerance, so that 0-1 (+0.1) keeps its last value.
  const length = Math.floor((to - from) / step + 1e-9) + 1
  if (length > maxAxisValues) return refuse('tooManyValues', maxAxisValues)
  return { values: Array.from({ length }, (_, i) => (whole ? from + i * step : tidy(from + i * step))), problem: null }
}

/** `count` values from end to end, as numpy.linspace; whole ones are cut off as A1111's int() does. */
function spread(from: number, to: number, count: number, whole: boolean): AxisReading<number> {
  if (count < 1) return refuse('noCount')
  if (count > maxAxisValues) return refuse('tooManyValues', maxAxisValues)
  const at = (i: number) => (i === 0 ? from : i === count - 1 ? to : from + ((to - from) * i) / (count - 1))
  return { values: Array.from({ length: count }, (_, i) => (whole ? Math.trunc(at(i)) : tidy(at(i)))), problem: null }
}

function wholeOr(value: number, typed: string, whole: boolean): AxisReading<number> | null {
  return whole && !Number.isInteger(value) ? refuse('notWhole', typed) : null
}

/** 0.1 · 3 as a person writes it. Not for whole numbers, of which seeds have up to 16 digits. */
function tidy(value: number): number {
  return Number(value.toPrecision(12))
}

/** One value per line. An empty line within is a value where `emptyCounts` (no negative prompt); empty lines at the end never are. */
export function readLines(text: string, { emptyCounts }: { emptyCounts: boolean }): AxisReading<string> {
  const lines = text.replace(/\s+$/, '').split('\n').map((line) => line.trim())
  return readTexts(emptyCounts ? lines : lines.filter(Boolean), emptyCounts)
}

/** Search and replace: the first value is searched for, every value takes its place. Commas or, where there are several, lines part them. */
export function readReplacements(text: string): AxisReading<string> {
  const parts = text.trim().split(text.trim().includes('\n') ? '\n' : /[,，、]/)
  const found = readTexts(parts.map((part) => part.trim()).filter(Boolean), false)
  if (found.values?.length === 1) return refuse('noReplacement')
  return found
}

function readTexts(texts: string[], emptyCounts: boolean): AxisReading<string> {
  const values = [...new Set(texts.map(wellFormed))]
  if (values.length === 0 || (!emptyCounts && values[0] === '')) return refuse('noValue')
  return values.length > maxAxisValues ? refuse('tooManyValues', maxAxisValues) : { values, problem: null }
}

/** Chinese input methods type full-width signs, and word processors long dashes. */
function plainPunctuation(text: string): string {
  const plain: Record<string, string> = { '，': ',', '、': ',', '；': ';', '（': '(', '）': ')', '【': '[', '】': ']', '［': '[', '］': ']', '－': '-', '–': '-', '—': '-', '−': '-', '～': '-', '＋': '+', '．': '.' }
  return text.replaceAll(/[，、；（）【】［］－–—−～＋．]/g, (sign) => plain[sign] ?? sign).replaceAll(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
}
