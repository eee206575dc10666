import { expect, test } from 'vitest'
import { defaultHub, hubBase, plainPath, resolveBase } from './hub'
import { parseAddress } from './model-address'

const hub = (repo: string, revision = 'main', folder = '') => ({ kind: 'hub', source: { repo, revision }, folder })

test.each([
  ['schmuell/sd-turbo-ort-web', hub('schmuell/sd-turbo-ort-web')],
  ['  owner/some.name_1 ', hub('owner/some.name_1')],
  ['owner/name@v1.0', hub('owner/name', 'v1.0')],
  ['owner/name@refs/pr/3', hub('owner/name', 'refs/pr/3')],
  ['https://huggingface.co/owner/name', hub('owner/name')],
  ['huggingface.co/owner/name/', hub('owner/name')],
  ['https://hf.co/owner/name?library=onnx#files', hub('owner/name')],
  ['https://huggingface.co/owner/name/tree/main', hub('owner/name')],
  ['https://huggingface.co/owner/name/tree/fp16/onnx/sub', hub('owner/name', 'fp16', 'onnx/sub/')],
  ['https://huggingface.co/owner/name/tree/refs%2Fpr%2F24', hub('owner/name', 'refs/pr/24')],
  ['https://huggingface.co/owner/name/blob/abc/unet/model.onnx', hub('owner/name', 'abc', 'unet/')],
  ['https://huggingface.co/owner/name/resolve/main/model_index.json', hub('owner/name')],
  ['https://huggingface.co/owner/name/discussions/3', hub('owner/name')],
  ['https://mirror.test/owner/name', hub('owner/name')],
  ['https://example.org/models/sd-turbo', { kind: 'url', baseUrl: 'https://example.org/models/sd-turbo/' }],
  ['http://localhost:8000/sd/model_index.json', { kind: 'url', baseUrl: 'http://localhost:8000/sd/' }],
  ['localhost:8000', { kind: 'url', baseUrl: 'http://localhost:8000/' }],
  ['https://example.org/a.b/v1.5/?x=1', { kind: 'url', baseUrl: 'https://example.org/a.b/v1.5/' }],
  ['https://huggingface.co/datasets/owner/name', null],
  ['https://huggingface.co/owner', null],
  ['sd-turbo', null],
  ['a b/c', null],
  ['', null],
  ['javascript:alert(1)', null],
  ['file:///home/me/model', null],
])('%s', (typed, expected) => {
  expect(parseAddress(typed, 'https://mirror.test')).toEqual(expected)
})

test('a mirror takes the hub’s place in every address of a model, and nowhere else', () => {
  const files = [{ path: 'a', bytes: 1 }, { path: 'b', bytes: 1, url: `${defaultHub}/o/n/resolve/main/b` }, { path: 'c', bytes: 1, url: 'https://elsewhere.test/c' }]
  const model = resolveBase({ baseUrl: 'anything', source: { repo: 'o/m', revision: 'refs/pr/1' }, files }, 'https://mirror.test/')
  expect(model.baseUrl).toBe('https://mirror.test/o/m/resolve/refs%2Fpr%2F1/')
  expect(model.files.map(({ url }) => url)).toEqual([undefined, 'https://mirror.test/o/n/resolve/main/b', 'https://elsewhere.test/c'])
  expect(resolveBase({ baseUrl: 'models/m/', files: [] }, 'https://mirror.test').baseUrl).toBe('models/m/')
  expect(hubBase(defaultHub, { repo: 'o/m', revision: 'main' })).toBe('https://huggingface.co/o/m/resolve/main/')
})

test.each([
  ['unet/model.onnx', true], ['a b/c (1).onnx', true], ['文件/模型.onnx', true], ['...hidden', true],
  ['../x', false], ['a/../b', false], ['a/./b', false], ['/a', false], ['a//b', false], ['a/', false], ['a?b', false], ['a#b', false], ['a%20b', false], ['c:\\a', false], ['https://x/y', false], [' a', false], ['', false],
])('as a path, %j is plain: %s', (path, plain) => expect(plainPath.test(path)).toBe(plain))
