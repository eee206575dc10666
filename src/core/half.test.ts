import { expect, test } from 'vitest'
import { fromHalves, halfBits, halfValue, toHalves } from './half'

// Bits by numpy: np.float16(x).view(np.uint16).
test.each([
  [0, 0x0000], [-0, 0x8000], [1, 0x3c00], [-2, 0xc000], [0.1, 0x2e66], [999, 0x63ce], [856.28571, 0x62b1],
  [65504, 0x7bff], [65519.9, 0x7bff], [65520, 0x7c00], [-1e9, 0xfc00], [Infinity, 0x7c00],
  [2 ** -14, 0x0400], [2 ** -24, 0x0001], [2 ** -25, 0x0000], [1.5 * 2 ** -24, 0x0002], [6.09e-5, 0x03fe], [2 ** -14 - 2 ** -26, 0x0400],
  [2049, 0x6800], [2051, 0x6802], [14.614646911621094, 0x4b4f],
])('%d is 0x%s', (value, bits) => {
  expect(halfBits(value)).toBe(bits)
})

test('every half survives the way there and back', () => {
  const changed = Array.from({ length: 0x10000 }, (_, bits) => bits).filter((bits) => {
    const value = halfValue(bits)
    return Number.isNaN(value) ? (halfBits(value) & 0x7fff) !== 0x7e00 : halfBits(value) !== bits
  })
  expect(changed).toEqual([])
})

test('arrays convert element by element', () => {
  expect(Array.from(fromHalves(toHalves([0.5, -3, 1000])))).toEqual([0.5, -3, 1000])
})
