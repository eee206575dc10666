// A graph, a listing or a page of links may name any address. None but the model's own server is ever asked, and what is no plain
// path is refused by name before anything is asked.
import { expect, test } from 'vitest'
import { said } from '../../src/core/errors/test-said'
import { fileAddress } from '../../src/core/hub'
import { inspectModel } from '../../workers/library/inspect-model'
import { asPicked, unetGraph, wholeModel } from './tiny-graphs'

/** A server of these files, without a listing; what was asked, of whom. */
function server(files: Record<string, Blob | string>) {
  const asked: string[] = []
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    asked.push(url)
    const body = files[decodeURIComponent(new URL(url).pathname.slice(1))]
    if (body === undefined) return new Response('not here', { status: 404 })
    if (typeof body === 'string') return new Response(body, { headers: { 'content-type': body.startsWith('<') ? 'text/html' : 'application/json' } })
    const [, from, to] = /bytes=(\d+)-(\d*)/.exec(new Headers(init.headers).get('range') ?? '') ?? []
    const part = from === undefined ? body : body.slice(Number(from), to ? Number(to) + 1 : body.size)
    return new Response(init.method === 'HEAD' ? null : part, { status: from === undefined ? 200 : 206, headers: { 'content-length': String(part.size), 'content-range': `bytes ${from ?? 0}-${to}/${body.size}` } })
  }
  return { asked, web: { fetch, online: () => true, sleep: async () => {}, patienceMs: 1000 } }
}

const outside = (location: string) => unetGraph({ weights: [{ name: 'w', dims: [4], external: { location, offset: 0, length: 16 } }] })
const home = 'http://models.test/'

const locations = ['http://router.lan:8080/reboot?now=1', '//router.lan/reboot', '/etc/passwd', '../../secret.bin', 'C:\\weights.bin', 'weights.bin?x=1', 'a/../b', '', 'a\t/../b']

test.each(locations)('weights at “%s”: refused, and only the model’s own server was asked', async (location) => {
  const { asked, web } = server({ ...wholeModel(), 'unet/model.onnx': outside(location) })
  const { problems, manifest } = await inspectModel({ kind: 'url', baseUrl: home }, { hub: 'https://hub.test', web })
  expect(manifest).toBeNull()
  expect(problems[0]).toMatchObject({ key: 'model-broken.location', params: { path: 'unet/model.onnx', location } })
  expect(said(problems[0]).message).toContain(`“${location}”`)
  expect(asked.filter((url) => !url.startsWith(home) && !url.startsWith('https://hub.test/'))).toEqual([])
  expect(asked.filter((url) => /router|reboot|secret|passwd/.test(url))).toEqual([])
})

test.each(locations)('weights at “%s” in a folder of a person’s are refused as well', async (location) => {
  const { problems } = await inspectModel(asPicked({ ...wholeModel(), 'unet/model.onnx': outside(location) }), { hub: 'https://hub.test', web: server({}).web })
  expect(problems[0]).toMatchObject({ key: 'model-broken.location' })
})

test('links of an index page that are addresses once they are decoded are not followed', async () => {
  const links = ['%2F%2Frouter.lan%2Fx/', '%2F%2Frouter.lan%2Fmodel.onnx', 'http%3A%2F%2Frouter.lan%2Fmodel.onnx', '..%2F..%2Fup.onnx', '%E0%A4%A', 'unet.onnx'].map((link) => `<a href="${link}">x</a>`)
  const { asked, web } = server({ '': `<html>${links.join('')}</html>` })
  await inspectModel({ kind: 'url', baseUrl: home }, { hub: 'https://hub.test', web })
  expect(asked).toContain(`${home}unet.onnx`)
  expect(asked.filter((url) => /router|up\.onnx/.test(url))).toEqual([])
})

test('a listing of the hub that names other servers is not followed', async () => {
  const listed = ['http://router.lan/unet/model.onnx', '//router.lan/model_index.json', '/\\router.lan/unet.onnx'].map((path) => ({ type: 'file', path, size: 100 }))
  const { asked, web } = server({ 'api/models/o/n/revision/main': JSON.stringify({ sha: 'c0ffee0', gated: false }), 'api/models/o/n/tree/c0ffee0': JSON.stringify(listed) })
  const { manifest } = await inspectModel({ kind: 'hub', source: { repo: 'o/n', revision: 'main' }, folder: '' }, { hub: 'http://hub.test', web })
  expect(manifest).toBeNull()
  expect(asked.filter((url) => !url.startsWith('http://hub.test/'))).toEqual([])
})

test('the address of a file: below the base, or refused', () => {
  expect(fileAddress(home, 'unet/model é.onnx')).toBe(`${home}unet/model%20%C3%A9.onnx`)
  for (const path of ['http://x.test/a', '//x.test/a', '../a', 'a//b', 'a?b', 'a#b', '%2e%2e/a', '\ud800', '']) expect(() => fileAddress(home, path), path).toThrow(expect.objectContaining({ key: 'model-broken.file-names' }))
})
