// numpy.random.SeedSequence (numpy/random/bit_generator.pyx): spreads an entropy and a spawn key over well-mixed 32-bit seeds.
// torchsde draws the seeds of its Brownian tree from it.

const MIX_LEFT = 0xca01f9dd
const MIX_RIGHT = 0x4973f715

export function seedSequence(entropy: number, spawnKey: readonly number[], poolSize: number, count: number): number[] {
  const run = words(entropy)
  const spawn = spawnKey.flatMap(words)
  while (spawn.length > 0 && run.length < poolSize) run.push(0)
  const all = [...run, ...spawn]

  let constant = 0x43b0d7e5
  const hash = (value: number) => {
    const mixed = value ^ constant
    constant = Math.imul(constant, 0x931e8875)
    return shifted(Math.imul(mixed, constant))
  }
  const pool = Array.from({ length: poolSize }, (_, i) => hash(all[i] ?? 0))
  for (let from = 0; from < poolSize; from++) {
    for (let to = 0; to < poolSize; to++) if (from !== to) pool[to] = mix(pool[to]!, hash(pool[from]!))
  }
  for (const word of all.slice(poolSize)) {
    for (let to = 0; to < poolSize; to++) pool[to] = mix(pool[to]!, hash(word))
  }

  let output = 0x8b51f9dd
  return Array.from({ length: count }, (_, i) => {
    const mixed = pool[i % poolSize]! ^ output
    output = Math.imul(output, 0x58f38ded)
    return shifted(Math.imul(mixed, output)) >>> 0
  })
}

function mix(x: number, y: number): number {
  return shifted(Math.imul(MIX_LEFT, x) - Math.imul(MIX_RIGHT, y))
}

function shifted(value: number): number {
  const word = value | 0
  return word ^ (word >>> 16)
}

/** A non-negative integer as 32-bit words, lowest first. */
function words(value: number): number[] {
  const high = Math.floor(value / 2 ** 32)
  return high > 0 ? [value >>> 0, high] : [value >>> 0]
}
