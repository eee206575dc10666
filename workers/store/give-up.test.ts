// What a person is told of a file that did not come: which file, which server, what it said, and how long it wants to be left alone.
import { expect, test } from 'vitest'
import { said } from '../../src/core/errors/test-said'
import { failure, manifestOf, setUp } from './test-bench'
import type { Given } from './test-bench'
import type { Answer } from './fake-server'

const tell = async (answer: Answer, given: Given = {}) => {
  const { store, server } = setUp(given)
  server.answer = () => answer
  const error = await failure(store.ensure(manifestOf(['unet.onnx'])))
  return { ...said(error), key: error.key, params: error.params }
}

test.each([
  [401, 'download-failed.file-private'],
  [403, 'download-failed.file-forbidden'],
  [404, 'not-found.file'],
  [410, 'not-found.file'],
  [429, 'download-failed.file-too-often'],
  [451, 'download-failed.file-refused'],
  [500, 'download-failed.file-trouble'],
  [503, 'download-failed.file-busy'],
])('HTTP %i names the file, the server and the status', async (status, key) => {
  const told = await tell({ status })
  expect(told.key).toBe(key)
  for (const named of ['unet.onnx', 'models.test', String(status)]) expect(told.message).toContain(named)
})

test.each([429, 503])('HTTP %i with a time to wait tells it', async (status) => {
  expect((await tell({ status, headers: { 'retry-after': '120' } })).remedy).toContain('120 seconds')
  const date = new Date(Date.now() + 3_600_000).toUTCString()
  const { params, remedy } = await tell({ status, headers: { 'retry-after': date } })
  expect(Math.abs(Number(params['seconds']) - 3600)).toBeLessThan(30)
  expect(remedy).toContain(`${String(params['seconds'])} seconds`)
  for (const odd of ['-1', 'soon', '1e3', String(10 ** 9)]) expect((await tell({ status, headers: { 'retry-after': odd } })).remedy).toContain('some minutes')
})

test('a web page in the place of a file, a server that falls silent and a line that breaks are told apart', async () => {
  expect(await tell({ headers: { 'content-type': 'text/html' } })).toMatchObject({ key: 'not-found.file-page', params: { path: 'unet.onnx', host: 'models.test' } })
  expect(await tell({ stallAfter: 100 })).toMatchObject({ key: 'download-failed.file-silent', params: { path: 'unet.onnx', host: 'models.test', seconds: 0.03 } })
  expect(await tell({ dropAfter: 100 })).toMatchObject({ key: 'download-failed.file', params: { path: 'unet.onnx', host: 'models.test' } })
})

/** A server that answers only who does not ask to read the answer, as one without CORS headers does. */
const closed = (hidden: boolean): Given => {
  const fetch = async (_: string | URL | Request, { mode }: RequestInit = {}) => {
    if (mode !== 'no-cors' || hidden) throw new TypeError('Failed to fetch')
    return new Response()
  }
  return { network: { fetch, hidesAnswers: () => hidden } }
}

test('a server without CORS headers is not taken for a firewall, also where the page’s isolation hides its answer', async () => {
  expect((await tell({}, closed(false))).key).toBe('download-failed.file-no-cors')
  expect((await tell({}, closed(true))).key).toBe('download-failed.file-unreachable-or-closed')
  expect(await tell({ unreachable: true })).toMatchObject({ key: 'download-failed.file-unreachable', params: { path: 'unet.onnx', host: 'models.test' } })
})

test('a server that was read before is not suspected of letting no other site read it', async () => {
  const { store, server } = setUp({ network: { hidesAnswers: () => true } })
  server.answer = ({ count }) => (count === 0 ? { dropAfter: 100 } : { unreachable: true })
  expect((await failure(store.ensure(manifestOf(['unet.onnx'])))).key).toBe('download-failed.file-unreachable')
  expect(server.asked).toHaveLength(5)
})
