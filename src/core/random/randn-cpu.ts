// torch.randn on the CPU, float32 (aten/src/ATen/native/cpu/DistributionTemplates.h: normal_fill and normal_distribution).
// Bit for bit what torch gives on a processor with AVX2 (16 numbers and more); the double-precision path below 16 may differ by one ulp.
import { boxMuller16 } from './box-muller-avx2'
import { Mt19937 } from './mt19937'
import type { NoiseSource } from './noise-source'

/** `torch.manual_seed(seed)`, then `torch.randn(...)` of n numbers per call, whatever the shape. */
export function randnCpu(seed: number): NoiseSource {
  const engine = new Mt19937(seed)
  let cached: number | null = null

  const uniform24 = () => (engine.nextUint32() & 0xffffff) * 2 ** -24
  const uniform53 = () => {
    const high = engine.nextUint32()
    return ((high & 0x1fffff) * 2 ** 32 + engine.nextUint32()) * 2 ** -53
  }

  /** One value at a time in double precision: what torch does below 16 numbers. Every second value is kept for the next. */
  const normal = (): number => {
    if (cached !== null) {
      const value = cached
      cached = null
      return value
    }
    const u1 = uniform53()
    const u2 = uniform53()
    const radius = Math.sqrt(-2 * Math.log1p(-u2))
    cached = radius * Math.sin(2 * Math.PI * u1)
    return radius * Math.cos(2 * Math.PI * u1)
  }

  return {
    next(n) {
      const out = new Float32Array(n)
      if (n < 16) {
        for (let i = 0; i < n; i++) out[i] = normal()
        return out
      }
      for (let i = 0; i < n; i++) out[i] = uniform24()
      for (let i = 0; i + 16 <= n; i += 16) boxMuller16(out, i)
      if (n % 16 !== 0) {
        // The tail redraws a whole block, overwriting part of the one before it.
        for (let i = n - 16; i < n; i++) out[i] = uniform24()
        boxMuller16(out, n - 16)
      }
      return out
    },
  }
}
