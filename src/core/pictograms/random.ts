// A small seeded generator for scenes and captions (mulberry32). Not for noise: core/random holds torch's generators.
// TwinRandom in tools/world_goldens.py gives the same numbers, so scenes, layouts and captions can be compared draw by draw.

export class SceneRandom {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0
  }

  /** Uniform in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }

  uniform(low: number, high: number): number {
    return low + (high - low) * this.next()
  }

  /** A whole number, low ≤ n < high. */
  integer(low: number, high: number): number {
    return low + Math.floor((high - low) * this.next())
  }

  normal(deviation: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()))
    return deviation * radius * Math.cos(2 * Math.PI * this.next())
  }

  pick<T>(options: readonly T[]): T {
    return options[this.integer(0, options.length)]!
  }
}
