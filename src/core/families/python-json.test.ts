import { expect, test } from 'vitest'
import { parsePythonJson } from './python-json'

test('what JSON lacks and Python writes is read, and nothing in a text is touched', () => {
  expect(parsePythonJson('{"lambda_min_clipped": -Infinity, "a": [NaN, Infinity,1], "b": "NaN -Infinity \\" NaN", "NaN": null}')).toEqual({
    lambda_min_clipped: -Infinity, a: [Number.NaN, Infinity, 1], b: 'NaN -Infinity " NaN', NaN: null,
  })
  expect(parsePythonJson('-Infinity')).toBe(-Infinity)
  expect(parsePythonJson('{"a": "NaN"}')).toEqual({ a: 'NaN' })
})

test.each(['{"a": -NaN}', '{"a": NaNN}', '{"a": nan}', '{"a": +Infinity}', '{"a": -infinity}', '{"a": Inf}', '{NaN: 1}', '{"a": "NaN', '{"a": 1NaN}', '{"a" NaN}', ''])('%s is no JSON', (source) => {
  expect(() => parsePythonJson(source)).toThrow(SyntaxError)
})

test('a text of escaped quotes without an end is gone through once', () => {
  expect(() => parsePythonJson(`[NaN, "${String.raw`\"`.repeat(1_000_000)}`)).toThrow(SyntaxError)
})
