import { expect, test } from 'vitest'
import { isolate } from './isolation'

test('adds the three headers and keeps status, body and the other headers', async () => {
  const response = isolate(new Response('page', { status: 203, headers: { 'Content-Type': 'text/html', ETag: '"1"' } }))
  expect(response.status).toBe(203)
  expect(await response.text()).toBe('page')
  expect(Object.fromEntries(response.headers)).toEqual({
    'content-type': 'text/html',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    etag: '"1"',
  })
})

test('leaves alone what a script may not read', () => {
  const unreadable = Response.error()
  expect(isolate(unreadable)).toBe(unreadable)
})
