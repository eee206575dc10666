import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isGone, markerName, patienceFor } from './presence'

const marker = readFileSync(join(import.meta.dirname, '../../public', markerName), 'utf8')
const login = () => Object.defineProperty(new Response(null), 'status', { value: 0 })

test.each<[string, () => Response, boolean]>([
  ['its marker', () => new Response(marker), false],
  ['another page in its place', () => new Response('<!doctype html>'), true],
  ['nothing there', () => new Response('', { status: 404 }), true],
  ['gone for good', () => new Response('', { status: 410 }), true],
  ['a server in trouble', () => new Response('', { status: 503 }), false],
  ['a proxy that wants a password', () => new Response('', { status: 407 }), false],
  ['a redirection to a login', login, false],
  ['no network', () => { throw new TypeError('Failed to fetch') }, false],
])('%s', async (_, answer, gone) => {
  expect(await isGone('https://app.test/darkroom.txt', async () => answer())).toBe(gone)
})

test('of a file without an end in its place only the beginning is read', async () => {
  let sent = 0
  const endless = new ReadableStream({ pull: (controller) => void (sent += 512, controller.enqueue(new Uint8Array(512).fill(32))) })
  expect(await isGone('https://app.test/darkroom.txt', async () => new Response(endless))).toBe(true)
  expect(sent).toBeLessThan(10_000)
})

test('a visit waits for the answer of this machine only', () => {
  expect(['localhost', 'app.localhost', '127.0.0.1', '127.1.2.3', '[::1]'].map(patienceFor).every((ms) => ms > 0)).toBe(true)
  expect(['app.test', 'localhost.test', '192.168.0.2', '127.0.0.1.test'].map(patienceFor)).toEqual([0, 0, 0, 0])
})
