// AUTOMATIC1111's "NV" noise (modules/rng_philox.py): Philox4x32-10 as torch.randn uses it on an NVIDIA GPU.
// Equal to the real GPU up to about 200,000 numbers; a larger tensor wraps there, and does not here.
import type { NoiseSource } from './noise-source'

const f = Math.fround
// Philox multipliers (D2511F53, CD9E8D57) in 16-bit halves: 64-bit products without BigInt.
const M0_HIGH = 0xd251, M0_LOW = 0x1f53
const M1_HIGH = 0xcd9e, M1_LOW = 0x8d57
const TWO_POW_32_INV = f(2.3283064e-10)
const TWO_POW_32_INV_2PI = f(f(2.3283064e-10) * f(6.2831855))

/** Each call of next() is one draw: torch advances the generator's offset by one per tensor. */
export function philoxNv(seed: number): NoiseSource {
  const keyLow = seed >>> 0
  const keyHigh = Math.floor(seed / 2 ** 32) >>> 0
  let offset = 0
  return {
    next(n) {
      const out = new Float32Array(n)
      for (let i = 0; i < n; i++) out[i] = normalAt(offset, i, keyLow, keyHigh)
      offset++
      return out
    },
  }
}

/** The two random 32-bit words behind a number, before any rounding. */
export function philoxWords(offset: number, index: number, keyLow: number, keyHigh: number): [number, number] {
  let c0 = offset, c1 = 0, c2 = index, c3 = 0
  let k0 = keyLow, k1 = keyHigh
  for (let round = 0; round < 10; round++) {
    const high0 = mulHigh(c0, M0_HIGH, M0_LOW)
    const low0 = Math.imul(c0, (M0_HIGH << 16) | M0_LOW)
    const high1 = mulHigh(c2, M1_HIGH, M1_LOW)
    const low1 = Math.imul(c2, (M1_HIGH << 16) | M1_LOW)
    c0 = high1 ^ c1 ^ k0
    c2 = high0 ^ c3 ^ k1
    c1 = low1
    c3 = low0
    k0 = (k0 + 0x9e3779b9) | 0
    k1 = (k1 + 0xbb67ae85) | 0
  }
  return [c0 >>> 0, c1 >>> 0]
}

function normalAt(offset: number, index: number, keyLow: number, keyHigh: number): number {
  const [word0, word1] = philoxWords(offset, index, keyLow, keyHigh)
  // Box-Muller, first output only. Constants are float32, the rest is double, as numpy evaluates it.
  const u = word0 * TWO_POW_32_INV + TWO_POW_32_INV / 2
  const v = word1 * TWO_POW_32_INV_2PI + TWO_POW_32_INV_2PI / 2
  return Math.sqrt(-2 * Math.log(u)) * Math.sin(v)
}

/** High 32 bits of a · (bHigh·2^16 + bLow), unsigned. */
function mulHigh(a: number, bHigh: number, bLow: number): number {
  const aHigh = a >>> 16
  const aLow = a & 0xffff
  const middle = aHigh * bLow + (((aLow * bLow) >>> 16) >>> 0)
  const cross = (middle & 0xffff) + aLow * bHigh
  return (aHigh * bHigh + Math.floor(middle / 65536) + Math.floor(cross / 65536)) >>> 0
}
