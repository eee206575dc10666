// What each kind of answer means, as a table: the store's other tests meet only some of them.
import { expect, test } from 'vitest'
import { bodyStart, Fault, rangeHeader, Refusal } from './http-range'

const whole = { start: 0, range: false }
const rest = { start: 40, range: true }

/** The answer to a request for a file of 100 bytes. */
function answer(status: number, asked: { start: number; range: boolean }, headers: Record<string, string> = {}): unknown {
  try {
    return bodyStart(new Response(null, { status, headers }), asked, 100)
  } catch (thrown) {
    if (thrown instanceof Fault) return { fault: thrown.kind, waitMs: thrown.waitMs }
    if (thrown instanceof Refusal) return { trouble: thrown.trouble }
    throw thrown
  }
}

test('the header asks for no more than is missing', () => {
  expect(rangeHeader(0, 100, 100)).toEqual({})
  expect(rangeHeader(40, 100, 100)).toEqual({ Range: 'bytes=40-' })
  expect(rangeHeader(40, 60, 100)).toEqual({ Range: 'bytes=40-59' })
  expect(rangeHeader(0, 60, 100)).toEqual({ Range: 'bytes=0-59' })
})

test.each([
  [200, whole, {}, { offset: 0, ranges: null, version: null }],
  [200, rest, {}, { offset: 0, ranges: false, version: null }],
  [200, whole, { 'content-length': '7' }, { offset: 0, ranges: null, version: null }],
  [200, whole, { 'content-encoding': 'gzip' }, { offset: 0, ranges: false, version: null }],
  [200, whole, { 'content-encoding': 'identity' }, { offset: 0, ranges: null, version: null }],
  [206, rest, { 'content-range': 'bytes 40-99/100' }, { offset: 40, ranges: true, version: null }],
  [206, rest, { 'content-range': 'bytes 40-99/*' }, { offset: 40, ranges: true, version: null }],
  [206, rest, {}, { offset: 40, ranges: true, version: null }],
])('HTTP %i to %j with %j is read', (status, asked, headers, expected) => {
  expect(answer(status, asked, headers)).toEqual(expected)
})

test.each([
  [206, rest, { 'content-range': 'bytes 41-99/100' }, 'ranges'],
  [206, rest, { 'content-range': 'bytes 40-99/200' }, 'ranges'],
  [206, rest, { 'content-range': 'nonsense' }, 'ranges'],
  [206, rest, { 'content-encoding': 'br' }, 'ranges'],
  [206, whole, {}, 'retry'],
  [416, rest, {}, 'ranges'],
  [408, whole, {}, 'retry'],
  [429, whole, {}, 'busy'],
  [500, whole, {}, 'retry'],
  [503, rest, {}, 'busy'],
])('HTTP %i to %j with %j is tried again', (status, asked, headers, fault) => {
  expect(answer(status, asked, headers)).toEqual({ fault, waitMs: 0 })
})

test.each([
  [{ etag: '"v1"', 'last-modified': 'Wed' }, '"v1"'],
  [{ etag: 'W/"v1-gzip"' }, '"v1"'],
  [{ 'last-modified': 'Wed' }, 'Wed'],
])('%j names the version %s', (headers, version) => {
  expect(answer(200, whole, headers)).toMatchObject({ version })
})

test.each([['2', 2000], ['3600', 30_000], ['-1', 0], ['Wed, 21 Oct 2026 07:28:00 GMT', 0]])('Retry-After %s waits %i ms', (after, waitMs) => {
  expect(answer(503, whole, { 'retry-after': after })).toEqual({ fault: 'busy', waitMs })
})

test.each([404, 410, 400, 401, 403, 204])('HTTP %i is final', (status) => {
  expect(answer(status, whole)).toEqual({ trouble: { status, seconds: null } })
})

test('a web page in the place of a file is final', () => {
  expect(answer(200, whole, { 'content-type': 'text/html; charset=utf-8' })).toEqual({ trouble: 'page' })
})
