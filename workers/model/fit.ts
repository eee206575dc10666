// Answers whether a model would find memory enough here, from its family and the sizes of its files, without opening it.
import { EngineError } from '../../src/core/errors/engine-error'
import type { ModelManifest } from '../../src/core/manifest'
import { availableMemory, wasmHeapLimit } from '../../src/core/memory/available'
import { familyNeeds } from '../../src/core/memory/family-needs'
import { fitOf } from '../../src/core/memory/fit'
import type { FitQuestion } from '../../src/core/memory/fit'
import type { MemoryFit, MemoryWish } from '../../src/protocol/memory'
import { choosePrecision } from '../../src/core/precision'
import type { PrecisionChoice } from '../../src/core/precision'
import type { LoadChoice } from '../../src/protocol/loaded-model'
import type { Capabilities } from '../../src/protocol/machine'

/** The precision that this machine runs of the model. */
export function demandPrecision(listed: ModelManifest, machine: Capabilities, { precision }: LoadChoice): PrecisionChoice['precision'] {
  const chosen = choosePrecision(listed, machine, precision ?? null)
  if (chosen) return chosen.precision
  throw new EngineError('bad-request.half-precision', { model: listed.name }, listed.precisions.map(({ id }) => id).join(', '))
}

/** What the fit of a model rests on, at the model's own picture size. */
export function fitQuestion(manifest: ModelManifest, precision: PrecisionChoice['precision'], { backend, adapter, maxBufferBytes }: Capabilities, wish: MemoryWish): FitQuestion {
  return {
    needs: familyNeeds(manifest, precision, manifest.size),
    backend, wish,
    available: availableMemory({ backend, adapter, deviceMemoryGiB: deviceMemoryGiB() }),
    largestAllowedBytes: backend === 'webgpu' ? maxBufferBytes : wasmHeapLimit,
    minimum: manifest.minimum ?? {},
  }
}

export function fitFrom(question: FitQuestion, { size: { width, height } }: ModelManifest): MemoryFit {
  return { ...fitOf(question), largestAllowedBytes: question.largestAllowedBytes, width, height }
}

/** Not in every browser, and so in no type of ours. */
function deviceMemoryGiB(): number | null {
  const { navigator } = globalThis as { navigator?: { deviceMemory?: number } }
  return navigator?.deviceMemory ?? null
}
