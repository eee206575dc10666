// What a rehearsal measured, as a table, and the bars it must stay below.
export interface Rehearsal {
  shape: string
  precision: string
  bytes: number
  largestTensorBytes: number
  megabytesPerSecondDown: number
  /** Sent a second time because the page was closed in the middle. */
  refetchedBytes: number
  /** From storage, after a reload of the page: bytes of the model by seconds until it was ready. */
  megabytesPerSecondWarm: number
  secondsToReady: number
  /** Loads that came to their end, and how many were begun. */
  loads: { done: number; begun: number }
  peakHeapBytes: number
  wasmHeapBytes: number
  gpuBytes: number
  gpuPeakBytes: number
  /** Null when no picture was asked for, or none came. */
  picture: { pixels: number; secondsPerStep: number } | null
  note: string
}

export interface Bar { name: string; good: boolean; detail: string }

const MB = 1e6
/** Parts of 8 MiB on the few connections that a closed page leaves unfinished (workers/store/parts.ts). */
const unfinishedBytes = 100 * MB

const megabytes = (bytes: number): string => `${(bytes / MB).toFixed(0)} MB`

export function barsOf(run: Rehearsal): Bar[] {
  const heapLimit = 1.3 * run.largestTensorBytes + 200 * MB
  return [
    { name: 'wasm heap', good: run.wasmHeapBytes <= 64 * 1024 * 1024, detail: `${megabytes(run.wasmHeapBytes)} of 64 MiB` },
    { name: 'JS heap', good: run.peakHeapBytes <= heapLimit, detail: `${megabytes(run.peakHeapBytes)} of ${megabytes(heapLimit)}` },
    { name: 'resumed', good: run.refetchedBytes <= unfinishedBytes, detail: `${megabytes(run.refetchedBytes)} fetched twice` },
    { name: 'loads', good: run.loads.done === run.loads.begun, detail: `${run.loads.done} of ${run.loads.begun} came to an end` },
  ]
}

export function tableOf(run: Rehearsal): string {
  const rows: [string, string][] = [
    ['model', `${run.shape} ${run.precision}, ${megabytes(run.bytes)}, largest tensor ${megabytes(run.largestTensorBytes)}`],
    ['down', `${run.megabytesPerSecondDown.toFixed(0)} MB/s`],
    ['warm', `${run.megabytesPerSecondWarm.toFixed(0)} MB/s`],
    ['ready after', `${run.secondsToReady.toFixed(1)} s`],
    ['peak JS heap', megabytes(run.peakHeapBytes)],
    ['wasm heap', megabytes(run.wasmHeapBytes)],
    ['GPU live / peak', `${megabytes(run.gpuBytes)} / ${megabytes(run.gpuPeakBytes)}`],
    ['one step', run.picture ? `${run.picture.secondsPerStep.toFixed(1)} s at ${run.picture.pixels}×${run.picture.pixels}` : `not measured${run.note && `: ${run.note}`}`],
  ]
  return rows.map(([name, value]) => `| ${name} | ${value} |`).join('\n')
}
