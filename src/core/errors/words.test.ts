// The two languages say the same with the same numbers, nothing is said that nobody throws, and no sentence is loaded before
// there is an error to show.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { references } from '../../../tests/imports'
import { EngineError, errorData, errorFrom } from './engine-error'
import type { ErrorKey } from './keys'
import { said } from './test-said'
import { sayError } from './say-error'
import { en } from './words.en'
import { zh } from './words.zh'

const root = join(import.meta.dirname, '../../..')
const keys = Object.keys(en) as ErrorKey[]
const codes = [...new Set(keys.map((key) => key.split('.')[0]))].join('|')
const placeholders = ([message, remedy]: readonly [string, string]) => [message, remedy].flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)).toSorted()
/** What is loaded and thrown: neither tests nor the words themselves. */
const sources = ['src', 'workers'].flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`))
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.|\/test-|\/words\.(en|zh)\.ts$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

test('English and Chinese have the same keys and the same placeholders', () => {
  expect(Object.keys(zh).toSorted()).toEqual(keys.toSorted())
  for (const key of keys) expect([...new Set(placeholders(zh[key]))], key).toEqual([...new Set(placeholders(en[key]))])
})

test('each says what happened and what to do, in its own language and whole sentences', () => {
  for (const key of keys) {
    for (const sentence of en[key]) expect(sentence, key).toMatch(/^(?!.*\p{Script=Han}).+\.$/u)
    for (const sentence of zh[key]) expect(sentence, key).toMatch(/\p{Script=Han}.*。$/u)
  }
})

test('every key is thrown somewhere', () => {
  const all = sources.map(({ text }) => text).join('\n')
  expect(keys.filter((key) => !all.includes(`'${key}'`))).toEqual([])
})

test('what is thrown has words', () => {
  const named = sources.flatMap(({ path, text }) => [
    ...text.matchAll(/new EngineError\(\s*'([^']+)'/g),
    ...text.matchAll(new RegExp(`'((?:${codes})\\.[a-z-]+)'`, 'g')),
  ].map(([, key]) => ({ path, key: key! })))
  expect(named.length).toBeGreaterThan(keys.length)
  expect(named.filter(({ key }) => !(key in en))).toEqual([])
})

test('the words are loaded when there is an error to show: they are imported as types or dynamically only', () => {
  const loading = sources.map(({ path, text }) => ({
    path,
    all: references(path, text).filter(({ kind, to }) => kind === 'value' && /\/words\.(en|zh)$/.test(to ?? '')).length,
    dynamic: [...text.matchAll(/\bimport\('[^']*\/words\.(en|zh)'\)/g)].length,
  }))
  expect(loading.filter(({ all, dynamic }) => all !== dynamic)).toEqual([])
  expect(loading.filter(({ path }) => path === 'src/ui/shared/say.ts')).toMatchObject([{ dynamic: 2 }])
})

test('an error is said with its numbers in, in both languages', () => {
  const error = new EngineError('bad-request.size', { model: 'Tiny', width: 100, height: 64, step: 8, min: 16, max: 256 })
  expect(said(error)).toEqual({ message: 'Tiny cannot draw 100×64 pixels.', remedy: 'Choose multiples of 8 from 16 to 256.' })
  expect(sayError(error, zh)).toEqual({ message: 'Tiny 无法绘制 100×64 像素的图片。', remedy: '请选择 16 到 256 之间 8 的倍数。' })
  // What stands in for a number may have braces of its own.
  expect(said(new EngineError('not-found.path', { path: '{odd}.onnx' })).message).toBe('{odd}.onnx is not there.')
})

test('an error is itself again after it was data, and its own message is for logs', () => {
  const error = new EngineError('bad-request.steps', { steps: 0, max: 150 }, 'more')
  expect(errorFrom(structuredClone(errorData(error)))).toMatchObject({ name: 'EngineError', code: 'bad-request', key: 'bad-request.steps', params: { steps: 0, max: 150 }, detail: 'more' })
  expect(error.message).toBe('bad-request.steps {"steps":0,"max":150}')
  expect(new EngineError('cancelled.run', {}).message).toBe('cancelled.run')
})

test('types hold the parameters of a key together with its words', () => {
  // @ts-expect-error: no such key
  void new EngineError('bad-request.nothing', {})
  // @ts-expect-error: max is missing
  void new EngineError('bad-request.steps', { steps: 1 })
  // @ts-expect-error: these sentences name nothing
  void new EngineError('cancelled.run', { steps: 1 })
  // @ts-expect-error: a name that the sentences do not have
  void new EngineError('bad-request.guidance', { guidance: 1, scale: 2 })
})
