// What a model needs of memory under a plan, from what its parts need one by one. Bytes throughout.
import type { MemoryPlan } from './plan'

export type MemoryPart = 'text-encoder' | 'text-encoder-2' | 'unet' | 'vae-decoder'

export interface PartMemory {
  part: MemoryPart
  weightBytes: number
  /** Tensors alive at once while it runs, at their highest. */
  activationBytes: number
  /** The largest single tensor, weight or activation. */
  largestBytes: number
}

/** A part, and what it needs of a plan. */
export interface PartNeeds {
  part: MemoryPart
  weightBytes: number
  largestWeightBytes: number
  running(plan: MemoryPlan): Running
}

/** Of the tensors that live while a part runs. */
export interface Running {
  activationBytes: number
  largestBytes: number
}

export interface Estimate {
  neededBytes: number
  largestBytes: number
  parts: PartMemory[]
}

/** `backend` wasm: of main memory, where the text encoder counts wherever it runs. */
export function estimate(needs: readonly PartNeeds[], plan: MemoryPlan, backend: 'webgpu' | 'wasm'): Estimate {
  const parts = needs.map(({ part, weightBytes, largestWeightBytes, running }): PartMemory => {
    const { activationBytes, largestBytes } = running(plan)
    return { part, weightBytes, activationBytes, largestBytes: Math.max(largestBytes, largestWeightBytes) }
  })
  const counted = (part: MemoryPart) => backend === 'wasm' || plan.text === 'gpu' || !part.startsWith('text-encoder')
  const here = parts.filter(({ part }) => counted(part))
  // While weights come in, the largest of them is there twice: in the runtime's own hands and in its place.
  const coming = Math.max(0, ...needs.filter(({ part }) => counted(part)).map(({ largestWeightBytes }) => largestWeightBytes))
  // The runtime keeps the tensors of a run for the next one, and gives a device's weights back with its last session: parts that
  // lie together add up.
  const neededBytes = plan.parts === 'together'
    ? sum(here.map(({ weightBytes }) => weightBytes)) + Math.max(coming, sum(here.map(({ activationBytes }) => activationBytes)))
    : Math.max(0, ...here.map(({ weightBytes, activationBytes }) => weightBytes + Math.max(coming, activationBytes)))
  return { neededBytes, largestBytes: Math.max(0, ...here.map(({ largestBytes }) => largestBytes)), parts }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
