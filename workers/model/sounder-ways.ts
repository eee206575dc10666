// What computes no picture in one way is computed again in a sounder one: in single precision where half was used, then on the
// processor. A GPU may compute wrongly, and half precision may overflow, where another way is right.
import { EngineError } from '../../src/core/errors/engine-error'
import type { ModelManifest, ModelPrecision } from '../../src/core/manifest'
import { missingFeatures } from '../../src/core/precision'
import type { Machine } from '../../src/core/precision'
import type { Backend } from '../../src/protocol/machine'

export interface Way { precision: string; backend: Backend }

/** The sounder ones, soundest last; `atHand` tells whether a precision may be used unasked, as what is not stored must be downloaded. */
export async function waysAfter(used: Way, { precisions }: ModelManifest, machine: Machine, atHand: (precision: ModelPrecision) => Promise<boolean>): Promise<Way[]> {
  const ways: Way[] = []
  const add = async (backend: Backend) => {
    const single = precisions.filter((one) => (one.requires ?? []).length === 0 && missingFeatures(one, { ...machine, backend }).length === 0)
    for (const one of [...single.filter(({ id }) => id === used.precision), ...single.filter(({ id }) => id !== used.precision)]) {
      if (await atHand(one)) return void ways.push({ precision: one.id, backend })
    }
  }
  const half = (precisions.find(({ id }) => id === used.precision)?.requires ?? []).length > 0
  if (used.backend === 'wasm') return []
  if (half) await add(used.backend)
  await add('wasm')
  return ways
}

/** `work` rejects with `wrong-picture` where what it computed is none. When no way helps, the first one's error is told, with the others in its details. */
export async function bySounderWays<T>(first: Way | null, sounder: () => Promise<Way[]>, work: (way: Way | null, again: boolean) => Promise<T>): Promise<T> {
  try {
    return await work(first, false)
  } catch (error) {
    if (!isWrongPicture(error)) throw error
    const told = [error.detail]
    for (const way of await sounder()) {
      try {
        return await work(way, true)
      } catch (other) {
        if (other instanceof EngineError && other.code === 'cancelled') throw other
        told.push(`${way.precision} on ${way.backend}: ${other instanceof Error ? other.message : String(other)} ${other instanceof EngineError ? other.detail : ''}`)
      }
    }
    throw new EngineError(error.key, error.params as { model: string }, told.join('\n'))
  }
}

function isWrongPicture(error: unknown): error is EngineError<'wrong-picture.not-finite' | 'wrong-picture.constant'> {
  return error instanceof EngineError && error.code === 'wrong-picture'
}
