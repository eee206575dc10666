// Torch CPU and NV noise against numbers recorded from torch 2.13 and AUTOMATIC1111 (tests/golden/rng-golden.json).
import { describe, expect, it } from 'vitest'
import golden from '../../../tests/golden/rng-golden.json'
import { philoxNv } from './philox-nv'
import { randnCpu } from './randn-cpu'

// torch's AVX2 kernels approximate log and sincos; 3e-6 is what that leaves, nothing structural.
const CPU_TOLERANCE = 3e-6

describe('randnCpu', () => {
  for (const entry of golden.cpu) {
    it(`is torch.randn(${entry.shape.join('x')}) after manual_seed(${entry.seed})`, () => {
      const source = randnCpu(entry.seed)
      const n = entry.shape.reduce((a, b) => a * b, 1)
      const first = source.next(n)
      const second = source.next(n)
      expectClose(first.subarray(0, entry.first.length), entry.first)
      expectClose(first.subarray(n - entry.last.length), entry.last)
      if (entry.second_draw_first) expectClose(second.subarray(0, entry.second_draw_first.length), entry.second_draw_first)
      // The approximation has a bias of about 2e-8 a number, so the sum may drift with n.
      expect(Math.abs(sum(first) - entry.sum)).toBeLessThan(CPU_TOLERANCE * 8 + 4e-8 * n)
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

function expectClose(actual: Float32Array, expected: number[]): void {
  expected.forEach((value, i) => {
    const allowed = CPU_TOLERANCE * Math.max(1, Math.abs(value))
    expect(Math.abs(actual[i]! - value), `element ${i}`).toBeLessThanOrEqual(allowed)
  })
}

function sum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0)
}
