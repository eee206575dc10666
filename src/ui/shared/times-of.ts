// How long a picture took, as it is said beside it.
import type { Picture } from '../../state/orders'
import { formatMs } from './format'
import type { SharedWords } from './words'

/** In all, and for a step. */
export function timesOf({ result: { timings: { totalMs, stepMs } } }: Picture, words: SharedWords): [total: string, perStep: string] {
  const mean = stepMs.reduce((sum, ms) => sum + ms, 0) / Math.max(1, stepMs.length)
  return [formatMs(totalMs, words), words.perStep(formatMs(mean, words))]
}
