// What the worker tells the page while it works: plain data, in order.

/** Progress of load(): `bytes` never falls and `totalBytes` never changes within one call. */
export interface LoadProgress {
  phase: 'download' | 'verify' | 'sessions' | 'warmup' | 'ready'
  /** The file or graph at hand. */
  item: string
  /** Bytes done over all files, whether fetched now or found stored. */
  bytes: number
  totalBytes: number
  /** Bytes that came over the network in this call. */
  fetchedBytes: number
  bytesPerSecond: number
  secondsLeft: number | null
}

export type EngineEvent =
  | { type: 'encoding' }
  /** Step `index` of `steps` is done and its preview (x̂0) is drawn. */
  | { type: 'step'; index: number; steps: number; sigma: number; elapsedMs: number; remainingMs: number }
  | { type: 'decoding' }
