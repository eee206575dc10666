import { expect, test } from 'vitest'
import { maxAxisValues, readLines, readNumbers, readReplacements } from './axis-values'
import { sayAxisProblem } from './problem'
import type { AxisReading } from './problem'
import { axisWords } from './words'

const said = ({ problem }: AxisReading<unknown>) => problem && sayAxisProblem(problem, axisWords.en)

const steps = { min: 1, max: 150, whole: true }
const guidance = { min: 1, max: 30, whole: false }

// The first group is what AUTOMATIC1111 1.10.1 makes of the same text: process_axis of xyz_grid.py, run in Python with NumPy.
test.each([
  ['4, 8, 16', [4, 8, 16]],
  ['1-5', [1, 2, 3, 4, 5]],
  ['4-20 (+4)', [4, 8, 12, 16, 20]],
  ['1-10 (+3)', [1, 4, 7, 10]],
  ['1-10 (+4)', [1, 5, 9]],
  ['1-10 [4]', [1, 4, 7, 10]],
  ['1-10 [5]', [1, 3, 5, 7, 10]],
  ['1-5 [5], 20', [1, 2, 3, 4, 5, 20]],
])('whole numbers: %s', (text, values) => {
  expect(readNumbers(text, steps)).toEqual({ values, problem: null })
})

test.each([
  ['1, 2.5, 7', [1, 2.5, 7]],
  ['1-3 (+0.5)', [1, 1.5, 2, 2.5, 3]],
  ['1-9 [5]', [1, 3, 5, 7, 9]],
  ['1-2 [5]', [1, 1.25, 1.5, 1.75, 2]],
  ['3-9', [3, 4, 5, 6, 7, 8, 9]],
  // NumPy's last value here is 1.5000000000000004.
  ['1.1-1.5 (+0.1)', [1.1, 1.2, 1.3, 1.4, 1.5]],
  // A1111's arange gives 2.2 here, past the end that was asked for.
  ['1-2 (+0.3)', [1, 1.3, 1.6, 1.9]],
])('decimals: %s', (text, values) => {
  expect(readNumbers(text, guidance)).toEqual({ values, problem: null })
})

test.each([
  ['5-1', [5, 4, 3, 2, 1]],
  // A1111 leaves the end of a falling range out.
  ['10-4 (-3)', [10, 7, 4]],
  ['7-7', [7]],
  ['3-9 [1]', [3]],
  ['4,4, 8,', [4, 8]],
  ['4\n8', [4, 8]],
  ['４，８、１６－２０（＋２）', [4, 8, 16, 18, 20]],
  ['4–12 (+4)', [4, 8, 12]],
])('what people type besides: %s', (text, values) => {
  expect(readNumbers(text, steps)).toEqual({ values, problem: null })
})

test('seeds of sixteen digits are the seeds they are', () => {
  const seed = { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true }
  expect(readNumbers('1102676403634909-1102676403634912', seed).values).toEqual([1102676403634909, 1102676403634910, 1102676403634911, 1102676403634912])
  expect(readNumbers('1102676403634912-1102676403634909', seed).values).toEqual([1102676403634912, 1102676403634911, 1102676403634910, 1102676403634909])
  expect(readNumbers('0-9007199254740991 [2], 1102676403634909', seed).values).toEqual([0, 9007199254740991, 1102676403634909])
  expect(said(readNumbers('9007199254740993', seed))).toBe('9007199254740993 is outside 0 to 9007199254740991.')
  expect(said(readNumbers('9007199254740991-9007199254740993', seed))).toBe('9007199254740993 is outside 0 to 9007199254740991.')
})

test('a negative number may begin or end a range', () => {
  expect(readNumbers('-2-2 (+2), -5', { min: -10, max: 10, whole: true }).values).toEqual([-2, 0, 2, -5])
  expect(readNumbers('-4--2', { min: -10, max: 10, whole: true }).values).toEqual([-4, -3, -2])
})

test.each([
  ['', 'Give at least one number, such as 4, 8, 16 or 4-20 (+4).'],
  [' , ', 'Give at least one number, such as 4, 8, 16 or 4-20 (+4).'],
  ['four', '“four” is neither a number nor a range such as 4-20 (+4) or 1-5 [5].'],
  ['4-8 (+', '“4-8 (+” is neither a number nor a range such as 4-20 (+4) or 1-5 [5].'],
  ['2.5', '2.5 is not a whole number.'],
  ['1-5 (+0.5)', '+0.5 is not a whole number.'],
  ['4-8 (+0)', '“4-8 (+0)” never gets anywhere: its increment is 0.'],
  ['4-8 (-1)', '“4-8 (-1)” goes the wrong way: -1 does not lead from 4 to 8.'],
  ['1-5 [0]', 'The number in [ ] says how many values to take: at least 1.'],
  ['0, 4', '0 is outside 1 to 150.'],
  ['100-151 (+51)', '151 is outside 1 to 150.'],
  ['1-1000', 'One axis takes at most 50 values.'],
  ['1-9 [51]', 'One axis takes at most 50 values.'],
])('says what is wrong with “%s”', (text, sentence) => {
  const reading = readNumbers(text, steps)
  expect(reading.values).toBeNull()
  expect(said(reading)).toBe(sentence)
})

test('the most an axis takes is a bound, not a wall before it', () => {
  expect(readNumbers(`1-${maxAxisValues}`, steps).values).toHaveLength(maxAxisValues)
  expect(said(readNumbers(`1-${maxAxisValues}, 60`, steps))).toContain('at most')
})

test('lines: one value each; an empty one counts only where nothing is something', () => {
  expect(readLines(' a cat \n\na dog\n', { emptyCounts: false }).values).toEqual(['a cat', 'a dog'])
  expect(readLines('\nblurry, dark\n\n', { emptyCounts: true }).values).toEqual(['', 'blurry, dark'])
  expect(said(readLines('\n\n', { emptyCounts: false }))).toBe('Write at least one value.')
  expect(readLines('', { emptyCounts: true }).values).toEqual([''])
})

test('search and replace: commas on one line, or lines that may hold commas', () => {
  expect(readReplacements('red, blue,green').values).toEqual(['red', 'blue', 'green'])
  expect(readReplacements('红色，蓝色').values).toEqual(['红色', '蓝色'])
  expect(readReplacements('red fish\nred fish, detailed').values).toEqual(['red fish', 'red fish, detailed'])
  expect(said(readReplacements('red'))).toContain('take its place')
  expect(said(readReplacements(' '))).toBe('Write at least one value.')
})
