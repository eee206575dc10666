import { expect, test } from 'vitest'
import { createTextLengths } from './text-lengths'

const length = (text: string) => ({ text, tokens: text.length, most: 5, read: 5 })

test('a text is as long as the engine said, for the model that read it', () => {
  const lengths = createTextLengths()
  expect(lengths.of('tiny', 'a cat')).toBeUndefined()
  lengths.heard({ type: 'encoding', texts: [length('a cat'), length('')] }, 'tiny')
  lengths.heard({ type: 'decoding' }, 'tiny')
  expect([lengths.of('tiny', 'a cat'), lengths.of('tiny', ''), lengths.of('big', 'a cat'), lengths.of('tiny', 'a cat ')]).toEqual([length('a cat'), length(''), undefined, undefined])
})

test('half a character typed is what the engine was given in its place', () => {
  const lengths = createTextLengths()
  lengths.heard({ type: 'encoding', texts: [length('\ufffd')] }, 'tiny')
  expect(lengths.of('tiny', '\ud83d')).toEqual(length('\ufffd'))
})

test('the last hundred are kept', () => {
  const lengths = createTextLengths()
  for (let i = 0; i < 101; i++) lengths.heard({ type: 'encoding', texts: [length(`cat ${i}`)] }, 'tiny')
  expect([lengths.of('tiny', 'cat 0'), lengths.of('tiny', 'cat 1')]).toEqual([undefined, length('cat 1')])
})
