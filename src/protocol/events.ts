// What the worker tells the page while it works: plain data, in order.
import type { AttentionLayer, AttentionMaps } from '../core/attention'
import type { MemoryPlan } from '../core/memory/plan'
import type { LoadedModel } from './loaded-model'
import type { Backend } from './machine'

/** Progress of load(): `bytes` never falls and `totalBytes` never changes within one call. */
export interface LoadProgress {
  phase: 'download' | 'verify' | 'sessions' | 'warmup' | 'ready'
  /** The file or graph at hand. */
  item: string
  /** The file at hand: which one of how many, and how much of it is done. Absent while no file is at hand. */
  file?: { number: number; count: number; bytes: number; totalBytes: number }
  /** Bytes done over all files, whether fetched now or found stored. */
  bytes: number
  totalBytes: number
  /** Bytes that came over the network in this call. */
  fetchedBytes: number
  bytesPerSecond: number
  secondsLeft: number | null
}

/** In tokens, without the marks around them. */
export interface TextLength {
  text: string
  tokens: number
  /** The model reads no more; the rest of a longer text has no part in the picture. */
  most: number
  /** How many of the text's characters are read. */
  read: number
}

export type JobEvent =
  /** It is this job's turn. */
  | { type: 'started' }
  /** The model, or a graph that this job is the first to need, is on its way. */
  | { type: 'loading'; progress: LoadProgress }
  /** The model is there, whether it was before or not. */
  | { type: 'loaded'; model: LoadedModel }
  /** Memory ran out: the model is loaded again by this lighter plan, and the run starts over. */
  | { type: 'memory'; plan: MemoryPlan }
  /** The texts that have a say, and how much of each the model reads. */
  | { type: 'encoding'; texts: readonly TextLength[] }
  /** What was computed is no picture: the model is loaded again in a sounder way, and the run starts over. */
  | { type: 'sounder'; precision: string; backend: Backend }
  /** Step `index` of `steps` is done and its preview (x̂0) is drawn. `picture` is a small copy of that, not with every step and only when
   * asked for; whoever gets it closes it. */
  | { type: 'step'; index: number; steps: number; sigma: number; elapsedMs: number; remainingMs: number; picture?: ImageBitmap }
  /** Follows its step: what the prompt's half of the network's last call looked at. `layers` when heads were asked for. */
  | ({ type: 'attention'; step: number; layers?: AttentionLayer[] } & AttentionMaps)
  | { type: 'decoding' }
