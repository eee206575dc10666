// A judgement of memory as sentences: what is needed of what there is, and which measures a plan takes.
import { memoryWayNames, memoryWays } from '../../../state/load-choice'
import type { MemoryFit, MemoryPlan, MemoryWay } from '../../../state/load-choice'
import { formatBytes } from '../../shared/format'
import type { MemoryWords } from './words'

export type Backend = 'webgpu' | 'wasm'

/** One sentence with the numbers that decided. */
export function sayFit({ verdict, neededBytes, availableBytes, largestBytes, largestAllowedBytes }: MemoryFit, backend: Backend, words: MemoryWords): string {
  const kind = words.kind[backend]
  const needed = formatBytes(neededBytes)
  if (largestBytes > largestAllowedBytes) return words.tooLarge(formatBytes(largestBytes), formatBytes(largestAllowedBytes))
  if (availableBytes === null) return words.untold(needed, kind)
  const sentence = verdict === 'no' ? words.tooMuch : verdict === 'tight' ? words.tight : words.fits
  return sentence(needed, formatBytes(availableBytes), kind)
}

/** Without a graphics card the text encoder runs on the processor anyway. */
export function waysOn(backend: Backend): MemoryWay[] {
  return memoryWayNames.filter((way) => backend === 'webgpu' || way !== 'text')
}

/** Each as a few words; none for a plan that keeps everything. */
export function sayMeasures(plan: MemoryPlan, backend: Backend, words: MemoryWords): string[] {
  return waysOn(backend).filter((way) => plan[way] !== memoryWays[way][0]).map((way) => words.measures[way])
}
