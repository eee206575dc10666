// The ways to run a model in less memory, and which of them to take: the first that fits, from the quickest to the slowest.

export interface MemoryPlan {
  /** 'turns' = one part at a time, each on a GPU device of its own: a device keeps its weights until its last session goes. */
  parts: 'together' | 'turns'
  /** Where the text encoders run. */
  text: 'gpu' | 'wasm'
  /** 'single' = the two predictions of guidance one after the other. */
  guidance: 'batch' | 'single'
  /** 'tiles' = the picture is decoded in overlapping tiles. */
  decoder: 'whole' | 'tiles'
}

export const easiestPlan: MemoryPlan = { parts: 'together', text: 'gpu', guidance: 'batch', decoder: 'whole' }

/**
 * All plans that keep to the wish, the quickest first. Guidance in two runs costs little, tiles a part of the decoder, turns every
 * part's weights from the disk again for every picture, a text encoder on the processor seconds for every new prompt.
 */
export function plansFor(wish: Partial<MemoryPlan>): MemoryPlan[] {
  const plans: MemoryPlan[] = []
  for (const text of ['gpu', 'wasm'] as const) {
    for (const parts of ['together', 'turns'] as const) {
      for (const decoder of ['whole', 'tiles'] as const) {
        for (const guidance of ['batch', 'single'] as const) plans.push({ parts, text, guidance, decoder, ...wish })
      }
    }
  }
  return plans.filter((plan, at) => plans.findIndex((other) => samePlan(other, plan)) === at)
}

/** Of whole plans, or of wishes for them. */
export function samePlan(a: Partial<MemoryPlan>, b: Partial<MemoryPlan>): boolean {
  return a.parts === b.parts && a.text === b.text && a.guidance === b.guidance && a.decoder === b.decoder
}

/** Bytes at the highest, and of the largest buffer, that a plan needs. */
export type Weigh = (plan: MemoryPlan) => { neededBytes: number; largestBytes: number }

/** The first that stays within both; else the one that needs least; where no plan's buffers are allowed, the one with the smallest. */
export function choosePlan(plans: readonly MemoryPlan[], weigh: Weigh, budgetBytes: number, largestAllowedBytes: number): MemoryPlan {
  const weighed = plans.map((plan) => ({ plan, ...weigh(plan) }))
  const allowed = weighed.filter(({ largestBytes }) => largestBytes <= largestAllowedBytes)
  const good = allowed.find(({ neededBytes }) => neededBytes <= budgetBytes)
  return (good ?? least(allowed, 'neededBytes') ?? least(weighed, 'largestBytes')!).plan
}

/** What to try when `failed` ran out of memory: the next that needs clearly less, else the one that needs least; null = there is none. */
export function lighterPlan(failed: MemoryPlan, plans: readonly MemoryPlan[], weigh: Weigh): MemoryPlan | null {
  const { neededBytes: tooMuch } = weigh(failed)
  const lighter = plans.map((plan) => ({ plan, ...weigh(plan) })).filter(({ neededBytes }) => neededBytes < tooMuch)
  return (lighter.find(({ neededBytes }) => neededBytes <= clearlyLess * tooMuch) ?? least(lighter, 'neededBytes'))?.plan ?? null
}

const clearlyLess = 0.85

function least<K extends string, T extends Record<K, number>>(weighed: readonly T[], what: K): T | undefined {
  return weighed.reduce<T | undefined>((best, one) => (best && best[what] <= one[what] ? best : one), undefined)
}
