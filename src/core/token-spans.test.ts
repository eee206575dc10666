// Pieces are what the shipped tokenizer makes of these texts.
import { expect, test } from 'vitest'
import { tokenSpans } from './token-spans'

const covered = (text: string, pieces: string[]) => tokenSpans(text, pieces).map(({ start, end }) => text.slice(start, end))

test('words and pieces of words, whatever the spaces and the case', () => {
  expect(covered('  A Big   wibbly fish!', ['a</w>', 'big</w>', 'w', 'i', 'b', 'bl', 'y</w>', 'fish</w>', '!</w>'])).toEqual(['A', 'Big', 'w', 'i', 'b', 'bl', 'y', 'fish', '!'])
})

test('Chinese, where a letter is three bytes', () => {
  expect(covered('一条鱼在', ['ä¸Ģ</w>', 'æĿ¡</w>', 'é±¼</w>', 'åľ¨</w>'])).toEqual(['一', '条', '鱼', '在'])
})

test('a character spelled in several tokens belongs to each of them', () => {
  expect(tokenSpans('Ü', ['Ã', '¼</w>'])).toEqual([{ start: 0, end: 1 }, { start: 0, end: 1 }])
})

test('an accent of its own is one with its letter, and an emoji is two UTF-16 units', () => {
  expect(tokenSpans('e\u0301 x', ['Ã', '©</w>', 'x</w>'])).toEqual([{ start: 0, end: 2 }, { start: 0, end: 2 }, { start: 3, end: 4 }])
  expect(tokenSpans('🐟x', ['ð', 'Ł', 'Ĳ', 'Ł</w>', 'x</w>']).at(-1)).toEqual({ start: 2, end: 3 })
})

test('what does not fit covers nothing and does not shift the rest', () => {
  expect(tokenSpans('a b', ['a</w>', '<|unknown|>', 'b</w>'])).toEqual([{ start: 0, end: 1 }, { start: 2, end: 2 }, { start: 2, end: 3 }])
  expect(tokenSpans('', ['x'])).toEqual([{ start: 0, end: 0 }])
})
