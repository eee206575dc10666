// How a model shall be loaded, and what came of it.
import type { MemoryPlan } from '../core/memory/plan'
import type { Backend } from './machine'
import type { MemoryWish } from './memory'

/** Which of a model's precisions; one that it does not have or this machine cannot run is passed over. Absent = the model's own order. */
export interface PrecisionWish { precision?: string }

export interface LoadChoice extends PrecisionWish {
  /** Absent = chosen automatically, and chosen anew when memory runs out. */
  memory?: MemoryWish
}

export interface LoadedModel {
  modelId: string
  /** Id of the one in use. */
  precision: string
  backend: Backend
  /** Where the files came from. */
  source: 'network' | 'cache' | 'mixed'
  /** Seconds until ready, by phase. */
  seconds: { files: number; sessions: number; warmup: number }
  /** What was changed in its graphs so that they run here. */
  repairs: GraphRepair[]
  /** How its parts lie in memory. */
  memory: MemoryPlan
  /** The plan chosen first ran out of memory, and this is a lighter one. */
  retried: boolean
}

/** A change that one graph of a model needed, and in how many places. */
export interface GraphRepair {
  /** Its path. */
  graph: string
  name: RepairName
  places: number
}

export type RepairName = 'replaced-weights' | 'double-to-float' | 'mean-latent' | 'hidden-states' | 'attention-taps' | 'outputs' | 'external-weights'
