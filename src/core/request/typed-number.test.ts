import { expect, test } from 'vitest'
import { readNumber, readOptionalNumber, readSeed, readWritten, sayRemark } from './typed-number'
import type { NumberReading } from './typed-number'
import { requestWords } from './words'

const guidance = { min: 1, max: 30 }
const steps = { min: 1, max: 150, whole: true }
const side = { min: 8, max: 4096, step: 8 }
const said = (reading: NumberReading<unknown>) => [reading.kind, 'value' in reading ? reading.value : 'nothing', 'remark' in reading ? sayRemark(reading.remark, requestWords.en) : '']

test.each([
  ['7.5', 7.5], ['7.', 7], ['.25', 0.25], ['7,5', 7.5], ['0,125', 0.125], ['-3', -3], ['−3', -3], ['+4', 4], ['1e2', 100], ['1E-2', 0.01], ['1 000', 1000], ['1\u202f000.5', 1000.5],
  ['１２', 12], ['７．５', 7.5], ['７，５', 7.5], ['７。５', 7.5], ['－１', -1], ['　8　', 8], ['-0', 0],
])('“%s” is %d', (text, value) => {
  expect(readWritten(text)?.value).toBe(value)
})

test.each(['', '-', '.', 'e5', '1e', 'abc', '0x10', '1.2.3', '7,5,', '1,234', 'Infinity', '½½', '7²', '五'])('“%s” is no number', (text) => {
  expect(readWritten(text)).toBeNull()
})

test('whether there is a fraction is told from the text, not from what rounding leaves', () => {
  expect(['12.0', '1.5e1', '9007199254740991.4', '1e-400', '12.7'].map((text) => readWritten(text)?.whole)).toEqual([true, true, false, false, false])
})

test('a number in range is taken, one out of it corrected with a word', () => {
  expect(said(readNumber('7.5', guidance, 4))).toEqual(['value', 7.5, ''])
  expect(said(readNumber('200', guidance, 4))).toEqual(['corrected', 30, '200 is outside 1 to 30, so it is 30 now.'])
  expect(said(readNumber('1e999', guidance, 4))).toEqual(['corrected', 30, '1e999 is outside 1 to 30, so it is 30 now.'])
  expect(said(readNumber('7.5', steps, 4))).toEqual(['corrected', 8, '7.5 cannot be had here, so it is 8 now.'])
  expect(said(readNumber('61', side, 8))).toEqual(['corrected', 64, '61 cannot be had here, so it is 64 now.'])
  expect(said(readNumber('many', steps, 4))).toEqual(['refused', 'nothing', '“many” is not a number.'])
})

test('empty means nothing where it may, and what was there before where it may not', () => {
  expect(said(readNumber(' ', steps, 4))).toEqual(['corrected', 4, 'This cannot be empty, so it is 4 again.'])
  expect(said(readOptionalNumber(' ', steps))).toEqual(['value', undefined, ''])
  expect(said(readOptionalNumber('3', steps))).toEqual(['value', 3, ''])
})

test.each([
  ['', null], ['-1', null], ['－１', null], ['１２', 12], ['1e5', 100_000], ['0', 0], ['9007199254740991', 2 ** 53 - 1], ['1 102 676 403 634 909', 1102676403634909],
])('the seed “%s” is %d', (text, seed) => {
  expect(readSeed(text)).toEqual({ kind: 'value', value: seed })
})

test.each([
  ['12.7', '12.7 is not a whole number.'],
  ['9007199254740991.4', '9007199254740991.4 is not a whole number.'],
  ['cat', '“cat” is not a number.'],
  ['-2', '-2 is not a seed here: 0 to 9007199254740991, or -1 for a random one.'],
  ['9007199254740992', '9007199254740992 is not a seed here: 0 to 9007199254740991, or -1 for a random one.'],
  ['18446744073709551615', '18446744073709551615 is not a seed here: 0 to 9007199254740991, or -1 for a random one.'],
])('the seed “%s” is refused', (text, sentence) => {
  expect(said(readSeed(text))).toEqual(['refused', 'nothing', sentence])
})
