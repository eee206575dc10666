// How a model's parts lie in memory while it runs, and what the app says of that before a download and before a load.

/** The ways to need less memory; each costs time. */
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

/** What a person wants of the plan; what is absent is chosen automatically. */
export type MemoryWish = Partial<MemoryPlan>

export type MemoryPart = 'text-encoder' | 'text-encoder-2' | 'unet' | 'vae-decoder'

export interface PartMemory {
  part: MemoryPart
  weightBytes: number
  /** Tensors alive at once while it runs, at their highest. */
  activationBytes: number
  /** The largest single tensor, weight or activation. */
  largestBytes: number
}

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
  /** Where the numbers come from: the graphs themselves, or what models of this family need as long as the graphs are not here. */
  basis: 'graphs' | 'family'
  /** The picture they hold for. */
  width: number
  height: number
}
