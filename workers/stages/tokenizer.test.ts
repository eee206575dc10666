// How long a text is for CLIP, on the vocabulary of the embedded model.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import manifests from '../../models.manifest.json'
import type { ModelTokenizer } from '../../src/core/manifest'
import { openTokenizer } from './tokenizer'

const { baseUrl = '', tokenizer: paths } = manifests.models.find(({ id }) => id === 'pictograms')!
const open = async (path: string) => new Blob([await readFile(join(import.meta.dirname, '../../public', baseUrl, path))])

test('a text is measured whole, also where it is cut', async () => {
  const tokenizer = await openTokenizer(paths as ModelTokenizer, open)
  const most = tokenizer.length - 2
  const count = (text: string) => tokenizer.tokens(text).length - 2
  expect(tokenizer.measure('')).toEqual({ text: '', tokens: 0, most, read: 0 })
  expect(tokenizer.measure('a red fish')).toEqual({ text: 'a red fish', tokens: count('a red fish'), most, read: 10 })
  const word = 'fish '
  const tooLong = word.repeat(most + 3)
  expect(count(word)).toBe(1)
  expect(tokenizer.measure(tooLong)).toEqual({ text: tooLong, tokens: most + 3, most, read: most * word.length })
  expect(tokenizer.measure(word.repeat(most)).read).toBe(most * word.length)
})

test.each([['tokenizer.json', 32], ['config.json', 1], ['merges.txt', 16]])('%s of a stored model is not read behind %i MB', async (path, max) => {
  const files: Record<string, Blob> = { 'tokenizer.json': new Blob(['{}']), 'config.json': new Blob(['{"model_max_length": Infinity}']), 'merges.txt': new Blob() }
  const vast = Object.defineProperty(new Blob(), 'size', { value: max * 1024 * 1024 + 1 })
  vast.text = () => Promise.reject(new Error('it was read'))
  const opening = openTokenizer({ tokenizer: 'tokenizer.json', config: 'config.json', merges: 'merges.txt', maxLength: 77, padId: 0 }, async (name) => (name === path ? vast : files[name]!))
  await expect(opening).rejects.toMatchObject({ key: 'model-broken.text-size', params: { path, max } })
})

test.each([
  ['no JSON', '{"model": ', 'model-broken.json'],
  ['a list', '[1]', 'model-broken.json'],
  ['another kind of tokenizer', '{"model": {"type": "NoSuch", "vocab": {}}}', 'model-broken.kind'],
  ['no tokenizer', '{"error": "not found"}', 'model-broken.kind'],
])('a tokenizer.json that is %s is told by name', async (_, text, key) => {
  const opening = openTokenizer({ tokenizer: 't.json', maxLength: 77, padId: 0 }, async () => new Blob([text]))
  await expect(opening).rejects.toMatchObject({ key, params: { path: 't.json' } })
})
