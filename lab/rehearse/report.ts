// What a rehearsal measured, as a table, and the bars it must stay below.
import type { MemoryPlan } from '../../src/core/memory/plan'
import { PART_BYTES } from '../../workers/store/parts'
import { browserDeps } from '../../workers/store/store-deps'

/** Seconds: reading and checking the stored files, making the sessions, the first run; and until ready, seen from the page. */
export interface LoadSeconds { files: number; sessions: number; warmup: number; ready: number }

export interface Rehearsal {
  shape: string
  precision: string
  browser: string
  /** What it was loaded on, and how its parts lay in memory; null when no load came to an end. */
  backend: string | null
  plan: MemoryPlan | null
  /** Of the files that the app takes. */
  bytes: number
  largestTensorBytes: number
  /** Null when it came to no end. The page was closed after `closedAtBytes`, because of which `refetchedBytes` were sent twice. */
  download: { seconds: number; closedAtBytes: number; refetchedBytes: number } | null
  /** From storage, each in a new page; null = came to no end. */
  loads: (LoadSeconds | null)[]
  /** JavaScript heap of page and workers together: objects and array buffers. */
  heapPeakBytes: { download: number; load: number; run: number }
  wasmHeapBytes: number
  gpuBytes: number
  gpuPeakBytes: number
  /** Squares, with the seconds of each step. */
  pictures: { size: number; seconds: number[] }[]
  /** What went wrong, in words. */
  failures: string[]
}

export interface Bar { name: string; good: boolean; detail: string }

const MB = 1e6
/**
 * A connection asks for one part at a time and for the next when that is stored (workers/store/lanes.ts), so a page that is closed
 * loses one part of each at most. All of it is lost where the server was ahead of the browser: then the limit is met exactly.
 */
const lossLimit = browserDeps().parallel * PART_BYTES
const wasmLimit = 64 * 1024 * 1024

const tenths = (bytes: number): string => `${(bytes / MB).toFixed(1)} MB`
export const megabytes = (bytes: number): string => `${(bytes / MB).toFixed(0)} MB`
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

export function barsOf({ bytes, wasmHeapBytes, heapPeakBytes, largestTensorBytes, download, loads, failures }: Rehearsal): Bar[] {
  const ended = loads.filter((load) => load !== null).length
  const heapLimit = 1.3 * largestTensorBytes + 200 * MB
  const heapPeak = Math.max(...Object.values(heapPeakBytes))
  return [
    { name: 'wasm heap', good: ended > 0 && wasmHeapBytes <= wasmLimit, detail: `${megabytes(wasmHeapBytes)} of ${megabytes(wasmLimit)}` },
    { name: 'JS heap', good: ended > 0 && heapPeak <= heapLimit, detail: `${megabytes(heapPeak)} of ${megabytes(heapLimit)}` },
    { name: 'resumed', good: download !== null && download.closedAtBytes < bytes && download.refetchedBytes <= lossLimit, detail: download ? resumed(download, bytes) : 'not downloaded' },
    { name: 'came to an end', good: ended > 0 && failures.length === 0, detail: failures.length > 0 ? failures.join('; ') : `${ended} of ${loads.length} loads` },
  ]
}

function resumed({ closedAtBytes, refetchedBytes }: NonNullable<Rehearsal['download']>, bytes: number): string {
  if (closedAtBytes >= bytes) return 'the page was closed too late: all had been sent'
  return `${tenths(refetchedBytes)} fetched twice of ${tenths(lossLimit)}, one part for each connection`
}

export function tableOf({ shape, precision, browser, backend, plan, bytes, largestTensorBytes, download, loads, heapPeakBytes, wasmHeapBytes, gpuBytes, gpuPeakBytes, pictures }: Rehearsal): string {
  const ended = loads.filter((load) => load !== null)
  const between = (of: (load: LoadSeconds) => number): string => spread(ended.map(of))
  const rows: [string, string][] = [
    ['model', `${shape}, ${precision}, ${megabytes(bytes)}, largest tensor ${megabytes(largestTensorBytes)}`],
    ['browser', backend ? `${browser}, ${backend}` : browser],
  ]
  if (plan) rows.push(['plan', Object.entries(plan).map(([what, way]) => `${what} ${way}`).join(', ')])
  if (download) rows.push(['down', `${(bytes / MB / download.seconds).toFixed(0)} MB/s, ${tenths(download.refetchedBytes)} fetched twice`])
  rows.push(['peak JS heap, download', megabytes(heapPeakBytes.download)])
  if (ended.length > 0) {
    rows.push(
      ['warm (bytes by seconds of sessions)', `${spread(ended.map(({ sessions }) => bytes / MB / sessions))} MB/s`],
      [`seconds to ready, ${loads.length} loads`, `${between(({ ready }) => ready)} (files checked ${between(({ files }) => files)}, sessions ${between(({ sessions }) => sessions)}, first run ${between(({ warmup }) => warmup)})`],
      ['peak JS heap, load', megabytes(heapPeakBytes.load)],
      ['wasm heap', megabytes(wasmHeapBytes)],
      ['GPU live / peak', `${megabytes(gpuBytes)} / ${megabytes(gpuPeakBytes)}`],
    )
  }
  if (pictures.length > 0) rows.push(['peak JS heap, run', megabytes(heapPeakBytes.run)])
  for (const { size, seconds } of pictures) rows.push([`one step at ${size}×${size}`, `${mean(seconds).toFixed(1)} s`])
  return rows.map(([name, value]) => `| ${name} | ${value} |`).join('\n')
}

/** With the peaks of all loads so far: a run that is broken off has told them. */
export function loadLine(number: number, { loads, heapPeakBytes, wasmHeapBytes, gpuPeakBytes }: Rehearsal): string {
  const load = loads.at(-1)
  const end = load ? `ready after ${load.ready.toFixed(1)} s (files ${load.files.toFixed(1)}, sessions ${load.sessions.toFixed(1)}, first run ${load.warmup.toFixed(1)})` : 'came to no end'
  return `load ${number}: ${end}; peaks: JS heap ${megabytes(heapPeakBytes.load)}, wasm heap ${megabytes(wasmHeapBytes)}, GPU ${megabytes(gpuPeakBytes)}`
}

/** Lowest to highest. */
function spread(values: readonly number[]): string {
  const [low, high] = [Math.min(...values).toFixed(1), Math.max(...values).toFixed(1)]
  return low === high ? low : `${low} to ${high}`
}
