// Torch CPU and NV noise against numbers recorded from torch 2.13 and AUTOMATIC1111 (tests/golden/rng-golden.json).
import { describe, expect, it } from 'vitest'
import golden from '../../../tests/golden/rng-golden.json'
import { philoxNv } from './philox-nv'
import { randnCpu } from './randn-cpu'

describe('randnCpu', () => {
  for (const entry of golden.cpu) {
    const n = entry.shape.reduce((a, b) => a * b, 1)
    it(`is torch.randn(${entry.shape.join('x')}) after manual_seed(${entry.seed})${n >= 16 ? ', bit for bit' : ''}`, () => {
      const source = randnCpu(entry.seed)
      const first = source.next(n)
      const second = source.next(n)
      const parts = [[first, entry.first], [first.subarray(n - entry.last.length), entry.last], [second, entry.second_draw_first ?? []]] as const
      for (const [actual, expected] of parts) {
        // Below 16 numbers torch uses the C library's double cos and log1p, which may round a last bit differently.
        if (n >= 16) expect(digits(actual.subarray(0, expected.length))).toEqual(digits(expected))
        else expected.forEach((value, i) => expect(Math.abs(actual[i]! - value)).toBeLessThanOrEqual(2e-7 * Math.max(1, Math.abs(value))))
      }
      expect(sum(first)).toBeCloseTo(entry.sum, n >= 16 ? 9 : 5)
    })
  }
})

describe('philoxNv', () => {
  for (const entry of golden.nv) {
    it(`is draw ${entry.draw} of ${entry.n} numbers with seed ${entry.seed}, bit for bit`, () => {
      const source = philoxNv(entry.seed)
      for (let skipped = 0; skipped < entry.draw; skipped++) source.next(entry.n)
      const values = source.next(entry.n)
      expect(digits(values.subarray(0, entry.first.length))).toEqual(digits(entry.first))
      expect(digits(values.subarray(entry.n - entry.last.length))).toEqual(digits(entry.last))
      expect(sum(values)).toBeCloseTo(entry.sum, 9)
    })
  }
})

/** The goldens carry nine digits: enough to name one float32. */
function digits(values: ArrayLike<number>): number[] {
  return Array.from(values, Math.fround)
}

function sum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0)
}
