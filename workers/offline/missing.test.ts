import { expect, test } from 'vitest'
import { unlessPage } from './missing'

const page = () => new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html; charset=utf-8' } })

test.each([
  ['https://app.test/assets/page-old.js', page(), 404],
  ['https://app.test/a/picture.png', page(), 404],
  ['https://app.test/index.html', page(), 200],
  ['https://app.test/sub/', page(), 200],
  ['https://app.test/sub', page(), 200],
  ['https://app.test/assets/page.js', new Response('1', { headers: { 'Content-Type': 'text/javascript' } }), 200],
  ['https://app.test/a.js', new Response('', { status: 500, headers: { 'Content-Type': 'text/html' } }), 500],
])('%s', (url, response, status) => {
  expect(unlessPage(url, response).status).toBe(status)
})
