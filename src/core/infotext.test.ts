import { expect, test } from 'vitest'
import { writeInfotext } from './infotext'
import { readInfotext } from './parse-infotext'

const picture = {
  prompt: 'a red fish\non a blue background', negative: 'blurry',
  fields: [['Steps', '20'], ['Sampler', 'DPM++ 2M'], ['Size', '128x96'], ['Model', 'Pictograms']],
} as const

test('reads what it wrote', () => {
  expect(writeInfotext(picture)).toBe('a red fish\non a blue background\nNegative prompt: blurry\nSteps: 20, Sampler: DPM++ 2M, Size: 128x96, Model: Pictograms')
  expect(readInfotext(writeInfotext(picture))).toEqual({ Prompt: picture.prompt, 'Negative prompt': 'blurry', Steps: '20', Sampler: 'DPM++ 2M', Size: '128x96', Model: 'Pictograms' })
})

test('no negative prompt, no line for it', () => {
  expect(writeInfotext({ ...picture, negative: '' })).not.toContain('Negative')
})

test('a value with a comma is quoted and comes back', () => {
  const text = writeInfotext({ ...picture, fields: [...picture.fields, ['VAE', 'A, "B": C']] })
  expect(text).toContain('VAE: "A, \\"B\\": C"')
  expect(readInfotext(text)['VAE']).toBe('A, "B": C')
})

test('reads a picture made by AUTOMATIC1111 (README of its infotext page)', () => {
  const fields = readInfotext('cat, (dog:1.2)\nSteps: 30, Sampler: Euler a, CFG scale: 7, Seed: 965400086, Size: 512x512, Model hash: 45dee52b, Hires prompt: "a, b"')
  expect(fields).toMatchObject({ Prompt: 'cat, (dog:1.2)', Steps: '30', Sampler: 'Euler a', 'Model hash': '45dee52b', 'Hires prompt': 'a, b' })
})

test('a text without settings is a prompt', () => {
  expect(readInfotext('just words: here')).toEqual({ Prompt: 'just words: here', 'Negative prompt': '' })
})

const settings = 'Steps: 20, Sampler: Euler, CFG scale: 7, Seed: 1, Size: 512x512'

// What AUTOMATIC1111 1.10.1 itself made of texts of these shapes (commit 82a973c0, modules/infotext_utils.py, run).
test.each([
  ['an indented negative', `a\n   Negative prompt:    b   \n${settings}`, 'a', 'b'],
  ['a second negative', `a\nNegative prompt: b\nNegative prompt: c\n${settings}`, 'a', 'b\nc'],
  ['blanks at the ends of lines', `a  \n  b \nNegative prompt: c \n d\n${settings}`, 'a\nb', 'c\nd'],
  ['an old hypernetwork', `a\n${settings}, Hypernet: curvy`, 'a<hypernet:curvy:1.0>', ''],
  ['one with a strength', `a\n${settings}, Hypernet: curvy, Hypernet strength: 0.5`, 'a<hypernet:curvy:0.5>', ''],
])('as A1111 reads %s', (_, text, prompt, negative) => {
  expect(readInfotext(text)).toMatchObject({ Prompt: prompt, 'Negative prompt': negative, Steps: '20', Size: '512x512' })
})

test('better than A1111 on purpose: values without blanks at their ends, and settings above a template or behind NULs', () => {
  // There: “20 ”, and all of the second text is a prompt.
  expect(readInfotext('a\nSteps:   20 ,   Sampler:  Euler a  , Seed:\t1')).toMatchObject({ Steps: '20', Sampler: 'Euler a', Seed: '1' })
  expect(readInfotext(`a red cat\nNegative prompt: dog\n${settings}\nTemplate: a {red|blue} cat\nNegative Template: dog`)).toMatchObject({ Prompt: 'a red cat', 'Negative prompt': 'dog', Seed: '1' })
  expect(readInfotext(`a\n${settings}\n\0\0`)).toMatchObject({ Prompt: 'a', Size: '512x512' })
})

test('finds what A1111’s pattern finds, on texts made of all that it looks at', () => {
  const pattern = /\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)/g
  let state = 1
  const next = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below
  for (let round = 0; round < 3000; round++) {
    const line = `ab: 1, ${Array.from({ length: 24 }, () => 'ab -/:,"\\ \t.é1'[next(14)]).join('')}`.trim()
    const wanted = [...line.matchAll(pattern)]
    const names = wanted.length >= 3 ? new Set(wanted.map(([, name]) => name)) : new Set()
    expect(Object.keys(readInfotext(line)).filter((name) => !/prompt/i.test(name)), line).toEqual(expect.arrayContaining([...names]))
    expect(Object.keys(readInfotext(line)).length - 2, line).toBe(names.size)
  }
})

test.each([
  ['letters', 'a'], ['blanks', ' '], ['colons', ':'], ['quotes', '"'], ['names', 'ab: "'], ['commas', 'a,'], ['lines', '\n'], ['escapes', 'ab: "\\'],
])('a hundred thousand %s take no time', (_, letters) => {
  const text = `Steps: 1\n${letters.repeat(100_000)}x`
  const start = performance.now()
  readInfotext(text)
  expect(performance.now() - start).toBeLessThan(500)
})

test('a field may have any name', () => {
  expect(Object.entries(readInfotext('a\nSteps: 1, __proto__: 2, constructor: 3'))).toEqual([['Prompt', 'a'], ['Negative prompt', ''], ['Steps', '1'], ['__proto__', '2'], ['constructor', '3']])
})
