import { expect, test } from 'vitest'
import { createTelling } from './told'

function browser() {
  const kept = new Map<string, string>()
  const store = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) }
  return { kept, visit: () => createTelling(() => store) }
}

test('what cannot be read is told at one visit, for as long as it lasts, and not at the next', () => {
  const { visit } = browser()
  const first = visit()
  expect(first.toTell([])).toEqual([])
  for (let time = 0; time < 2; time++) expect(first.toTell(['a', 'b'])).toEqual(['a', 'b'])
  expect(visit().toTell(['a', 'b'])).toEqual([])
})

test('another one among them is told, with the rest; fewer are not', () => {
  const { visit } = browser()
  visit().toTell(['a', 'b'])
  expect(visit().toTell(['b'])).toEqual([])
  expect(visit().toTell(['b', 'c'])).toEqual(['b', 'c'])
  expect(visit().toTell(['a', 'b', 'c'])).toEqual(['a', 'b', 'c'])
})

test('what was remembered in another form, or cannot be, is told', () => {
  const { kept, visit } = browser()
  for (const garbled of ['{', '7', 'null', '[7]']) {
    kept.set('darkroom.told', garbled)
    expect(visit().toTell(['a'])).toEqual(['a'])
  }
  expect(createTelling(() => { throw new Error('blocked') }).toTell(['a'])).toEqual(['a'])
})
