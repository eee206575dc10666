import { expect, test } from 'vitest'
import { readLines, readReplacements } from '../axes/axis-values'
import { readPngText, withPngText } from '../png'
import { readField } from './field-texts'
import { toRequest } from './form-values'
import { fromInfotext } from './read-infotext'
import { base, known } from './test-values'
import { wellFormed } from './well-formed'

const half = 'a \ud83d cat'
const mended = 'a \ufffd cat'

test('halves of characters are replaced, whole ones stay', () => {
  expect([half, '\udc31', '\udc31\ud83d', '🐱 猫', ''].map(wellFormed)).toEqual([mended, '\ufffd', '\ufffd\ufffd', '🐱 猫', ''])
})

test('whatever was typed, a request has whole characters only', () => {
  expect(toRequest({ ...base, prompt: half, negative: half }, 1).prompt).toEqual({ positive: mended, negative: mended })
})

test('so has what is received: a link’s or a picture’s text, and an axis', () => {
  expect(readField('prompt', half, known)).toBe(mended)
  expect(fromInfotext(`${half}\nSteps: 3, Sampler: Euler, Seed: 1`, base, known)?.values.prompt).toBe(mended)
  expect(readLines(half, { emptyCounts: false }).values).toEqual([mended])
  expect(readReplacements(`x, ${half}`).values).toEqual(['x', mended])
})

test('a file is written even where half a character got through', () => {
  const png = Uint8Array.from([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130])
  expect(readPngText(withPngText(png, 'parameters', half))).toEqual({ parameters: mended })
})
