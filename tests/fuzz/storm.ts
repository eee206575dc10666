// One storm: a reader, right inputs made wrong, and what must hold of every one of them. Work is counted, not timed: what a reader
// asks for of a file, and how much comes out of it.
import { EngineError } from '../../src/core/errors/engine-error'
import { randomOf } from '../../workers/store/test-random'
import type { Random } from '../../workers/store/test-random'

export interface Storm {
  name: string
  /** Reads one broken input; gives how large that was, and what came out. */
  read(random: Random, work: () => void): Promise<{ size: number; out: unknown }>
  /** Codes of EngineErrors that it may end in; absent = it never throws. */
  codes?: readonly string[]
  /** Requests of a file that `work` counts, at most, for each byte of it. */
  workForByte?: number
}

/** Values that come out for each byte that goes in, and those that come out of nothing: defaults, names of fields. */
const outForByte = 64
const outOfNothing = 20_000

/** What did not hold, with the seed that makes it again. */
export async function rage(storm: Storm, inputs: number): Promise<string[]> {
  const broken: string[] = []
  for (let seed = 1; seed <= inputs; seed++) {
    let worked = 0
    try {
      const { size, out } = await storm.read(randomOf(seed), () => void worked++)
      const came = sizeOf(out)
      if (came > outForByte * size + outOfNothing) broken.push(`${seed}: ${came} came out of ${size}`)
      if (worked > (storm.workForByte ?? 0) * size + 100) broken.push(`${seed}: asked ${worked} times for ${size} bytes`)
    } catch (thrown) {
      const documented = thrown instanceof EngineError && (storm.codes ?? []).includes(thrown.code)
      if (!documented) broken.push(`${seed}: ${thrown instanceof Error ? (thrown.stack ?? thrown.message).slice(0, 600) : String(thrown)}`)
    }
  }
  return broken
}

/** About the characters and numbers of a value. */
export function sizeOf(value: unknown): number {
  let size = 0
  const left = [value]
  while (left.length > 0) {
    const one = left.pop()
    size += typeof one === 'string' ? one.length : one instanceof Uint8Array ? one.length : 1
    if (typeof one === 'object' && one !== null && !(one instanceof Uint8Array) && !(one instanceof Blob)) for (const inner of Object.entries(one)) left.push(...inner)
  }
  return size
}
