// The numbers of the half-precision trial (half-trial.ts), what the processor makes of them in double precision, and how near is near
// enough. Inputs are halves exactly; those of the norm are large, so that whoever squares them in half precision overflows.
import { fromHalves, toHalves } from '../../src/core/half'
import { randnCpu } from '../../src/core/random/randn-cpu'

export const sizes = { rows: 16, inner: 64, channels: 4, side: 8 } as const
const { rows, inner, channels, side } = sizes

export type TrialKernel = 'matmul' | 'conv' | 'norm' | 'softmax'

export interface TrialInput { kernel: TrialKernel; a: Float32Array; b: Float32Array; length: number }

/** Of the largest value. Sums of 64 products in halves are off by some 2⁻⁹; noise by the whole. */
export const nearEnough = 0.02

export function trialInputs(): TrialInput[] {
  const noise = randnCpu(15)
  const halves = (n: number, scale: number) => fromHalves(toHalves(noise.next(n).map((value) => value * scale)))
  return [
    { kernel: 'matmul', a: halves(rows * inner, 1), b: halves(inner * rows, 1), length: rows * rows },
    { kernel: 'conv', a: halves(channels * side * side, 40), b: halves(channels * channels * 9, 40), length: channels * side * side },
    { kernel: 'norm', a: halves(rows * inner, 1000), b: halves(inner, 1), length: rows * inner },
    { kernel: 'softmax', a: halves(rows * inner, 10), b: halves(2, 1), length: rows * inner },
  ]
}

export const onProcessor: Record<TrialKernel, (a: Float32Array, b: Float32Array, i: number) => number> = {
  matmul: (a, b, i) => sum(inner, (k) => a[Math.floor(i / rows) * inner + k]! * b[k * rows + (i % rows)]!),
  conv(a, b, i) {
    const [plane, x, y] = [Math.floor(i / side ** 2), i % side, Math.floor(i / side) % side]
    return sum(channels * 9, (k) => {
      const [c, tap] = [Math.floor(k / 9), k % 9]
      const [px, py] = [x + (tap % 3) - 1, y + Math.floor(tap / 3) - 1]
      return px < 0 || py < 0 || px >= side || py >= side ? 0 : a[c * side ** 2 + py * side + px]! * b[(plane * channels + c) * 9 + tap]!
    })
  },
  norm(a, b, i) {
    const row = Math.floor(i / inner) * inner
    const mean = sum(inner, (k) => a[row + k]!) / inner
    const variance = sum(inner, (k) => (a[row + k]! - mean) ** 2) / inner
    return ((a[i]! - mean) / Math.sqrt(variance + 1e-5)) * b[i % inner]!
  },
  softmax(a, b, i) {
    const row = Math.floor(i / inner) * inner
    return (Math.exp(a[i]!) / sum(inner, (k) => Math.exp(a[row + k]!))) * b[0]!
  },
}

function sum(n: number, term: (k: number) => number): number {
  let total = 0
  for (let k = 0; k < n; k++) total += term(k)
  return total
}

/** Largest distance from the processor's numbers, over the largest of those, by kernel; NaN where one came that is no number. */
export function trialErrors(made: Readonly<Record<TrialKernel, Float32Array>>): Record<TrialKernel, number> {
  return Object.fromEntries(trialInputs().map(({ kernel, a, b, length }) => {
    const right = Float64Array.from({ length }, (_, i) => onProcessor[kernel](a, b, i))
    const distances = right.map((value, i) => Math.abs(value - made[kernel][i]!))
    return [kernel, Math.max(...distances) / Math.max(...right.map(Math.abs))]
  })) as Record<TrialKernel, number>
}
