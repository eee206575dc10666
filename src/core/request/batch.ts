// The requests of a batch, by AUTOMATIC1111's rule (modules/processing.py, process_images_inner): picture k has seed + k; where a
// variation has a say, all have the same seed and picture k has variation seed + k.
import type { PictureRequest } from './picture-request'

export const countRange = { min: 1, max: 100, whole: true } as const

/** `count` requests, the first of them as it is. Seeds start again at 0 after the highest. */
export function batchOf(request: PictureRequest, count: number): PictureRequest[] {
  const { seed } = request
  const { variation } = seed
  return Array.from({ length: count }, (_, k) => ({
    ...request,
    seed: variation && variation.strength !== 0 ? { ...seed, variation: { ...variation, seed: following(variation.seed, k) } } : { ...seed, value: following(seed.value, k) },
  }))
}

const seeds = Number.MAX_SAFE_INTEGER

function following(seed: number, k: number): number {
  return seed <= seeds - k ? seed + k : seed - seeds + k - 1
}
