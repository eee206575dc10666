// The Mersenne Twister engine behind torch.manual_seed on the CPU (aten/src/ATen/core/MT19937RNGEngine.h).
// Seeded with the low 32 bits of the seed, as torch does.

const N = 624
const M = 397

export class Mt19937 {
  private readonly state = new Uint32Array(N)
  private index = N

  constructor(seed: number) {
    // Seeds above 2^32 keep their low 32 bits; `>>> 0` alone would do for integers up to 2^53.
    this.state[0] = seed >>> 0
    for (let i = 1; i < N; i++) {
      const previous = this.state[i - 1]! ^ (this.state[i - 1]! >>> 30)
      this.state[i] = (Math.imul(1812433253, previous) + i) >>> 0
    }
  }

  /** Uniform on 0 … 2^32-1. */
  nextUint32(): number {
    if (this.index === N) this.twist()
    let y = this.state[this.index++]!
    y ^= y >>> 11
    y ^= (y << 7) & 0x9d2c5680
    y ^= (y << 15) & 0xefc60000
    y ^= y >>> 18
    return y >>> 0
  }

  private twist(): void {
    const s = this.state
    for (let i = 0; i < N; i++) {
      const y = (s[i]! & 0x80000000) | (s[(i + 1) % N]! & 0x7fffffff)
      s[i] = s[(i + M) % N]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0)
    }
    this.index = 0
  }
}
