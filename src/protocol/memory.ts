// How a model's parts lie in memory while it runs, and what the app says of that before a download and before a load.
import type { PartMemory } from '../core/memory/estimate'
import type { MemoryPlan } from '../core/memory/plan'

export type { MemoryPart, PartMemory } from '../core/memory/estimate'
export type { MemoryPlan } from '../core/memory/plan'

/** What a person wants of the plan; what is absent is chosen automatically. */
export type MemoryWish = Partial<MemoryPlan>

export interface MemoryFit {
  /** 'unknown' = the browser does not say how much there is, and nothing speaks against it. */
  verdict: 'fits' | 'tight' | 'no' | 'unknown'
  /** The plan it is the verdict of: the wish, completed. */
  plan: MemoryPlan
  /** At the highest, of GPU memory (of main memory on wasm). */
  neededBytes: number
  /** Null where nothing tells. */
  availableBytes: number | null
  /** Of one buffer. */
  largestBytes: number
  largestAllowedBytes: number
  parts: PartMemory[]
  /** The picture they hold for. */
  width: number
  height: number
}
