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
