import { expect, test } from 'vitest'
import { withHeaders } from './with-headers'

test('adds the headers and keeps status, body and the other headers', async () => {
  const response = withHeaders(new Response('page', { status: 203, headers: { 'Content-Type': 'text/html', ETag: '"1"' } }), { 'Referrer-Policy': 'no-referrer' })
  expect(response.status).toBe(203)
  expect(await response.text()).toBe('page')
  expect(Object.fromEntries(response.headers)).toEqual({ 'content-type': 'text/html', 'referrer-policy': 'no-referrer', etag: '"1"' })
})

test('leaves alone what a script may not read', () => {
  const unreadable = Response.error()
  expect(withHeaders(unreadable, { 'Referrer-Policy': 'no-referrer' })).toBe(unreadable)
})
