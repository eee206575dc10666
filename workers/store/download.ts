// Fetches one span of one file and hands it on part by part, over as many connections as it takes.
// Knows HTTP and patience; not IndexedDB, not hashes.
import { cancelled, downloadFailed, notFound, offline } from './failures'
import { bodyStart, Fault, rangeHeader, Refusal } from './http-range'
import type { PartAssembler, Span } from './part-assembler'

export interface Network {
  fetch: typeof fetch
  /** navigator.onLine: only its `false` means something. */
  online(): boolean
  /** Resolves early when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
  /** A connection that brings nothing for this long counts as dropped. */
  stallMs: number
}

export interface Download {
  path: string
  url: string
  fileBytes: number
  span: Span
  /** Whether to ask for ranges; turned off for good when the server ignores them or lies about them. */
  server: { ranges: boolean }
  assembler: PartAssembler
  /** Every chunk that came over the network, with the file offset reached. */
  onBytes(received: number, offset: number): void
  signal: AbortSignal
}

/** Tries without progress before giving up: 0.5 + 1 + 2 + 4 seconds of waiting in all. */
const MAX_FAILURES = 5
const FIRST_WAIT_MS = 500
/** A connection that brought this much was worth it: a line that drops every minute still finishes 2 GB. */
const PROGRESS_BYTES = 256 * 1024

export async function download(job: Download, network: Network): Promise<void> {
  const { assembler, signal } = job
  let failures = 0
  let best = assembler.offset
  for (;;) {
    try {
      await connection(job, network)
      return
    } catch (thrown) {
      if (signal.aborted) throw cancelled()
      if (thrown instanceof Refusal) throw (thrown.missing ? notFound : downloadFailed)(job.path, job.url, thrown.message)
      if (!(thrown instanceof Fault)) throw thrown
      // It broke after the last byte: only the proof that nothing follows is missing, and the hash will tell.
      if (assembler.offset === job.span.end) return assembler.finish()
      if (!network.online()) throw offline(job.url)
      const progress = assembler.offset >= best + PROGRESS_BYTES
      if (progress) failures = 0
      if (thrown.kind === 'ranges' || (thrown.kind === 'length' && !progress)) job.server.ranges = false
      best = Math.max(best, assembler.offset)
      failures++
      if (failures >= MAX_FAILURES) throw downloadFailed(job.path, job.url, `${failures} tries, the last: ${thrown.message}`)
      await network.sleep(Math.max(thrown.waitMs, FIRST_WAIT_MS * 2 ** (failures - 1)), signal)
      if (signal.aborted) throw cancelled()
    }
  }
}

/** One request, read to the end of the span. Throws Fault, Refusal, or whatever the assembler's owner throws. */
async function connection(job: Download, network: Network): Promise<void> {
  const { assembler, fileBytes, span, server } = job
  const line = new AbortController()
  const stop = (): void => line.abort(job.signal.reason)
  job.signal.addEventListener('abort', stop)
  if (job.signal.aborted) stop()
  // One timer for the headers and for each chunk of the body.
  let timer: ReturnType<typeof setTimeout> | undefined
  const watch = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => line.abort(new Fault(`nothing came for ${network.stallMs / 1000} s`)), network.stallMs)
  }
  try {
    watch()
    const start = assembler.offset
    const headers = server.ranges ? rangeHeader(start, span.end, fileBytes) : {}
    // no-store: the HTTP cache would keep a second copy of the model, and may serve back a bad one.
    const response = await network.fetch(job.url, { headers, signal: line.signal, cache: 'no-store' }).catch(dropped)
    const body = bodyStart(response, { start, range: 'Range' in headers }, fileBytes)
    if (body.ranges === false) server.ranges = false
    const reader = response.body?.getReader()
    if (!reader) throw new Fault('an answer without a body')

    // The body begins at body.offset; what lies before `start` is already here and is skipped.
    const wholeTail = span.end === fileBytes || body.ranges === true
    for (let position = body.offset; ; ) {
      watch()
      const { done, value } = await reader.read().catch(dropped)
      clearTimeout(timer)
      if (done) break
      const useful = value.subarray(Math.min(value.length, Math.max(0, start - position)), Math.max(0, span.end - position))
      position += value.length
      await assembler.write(useful)
      job.onBytes(value.length, assembler.offset)
      if (position < span.end) continue
      if (!wholeTail) break // the rest of a whole file of which only the middle was wanted
      if (position > span.end) {
        assembler.distrust()
        throw new Fault(`the answer is longer than the ${span.end - body.offset} bytes expected`, 'length')
      }
    }
    if (assembler.offset < span.end) throw new Fault(`the answer ended at byte ${assembler.offset} of ${span.end}`, 'length')
    await assembler.finish()
  } finally {
    clearTimeout(timer)
    job.signal.removeEventListener('abort', stop)
    line.abort() // also ends a body that was not read to its end
  }
}

/** fetch and read reject with a TypeError for every kind of network trouble; a stall rejects with its own Fault. */
function dropped(thrown: unknown): never {
  throw thrown instanceof Fault ? thrown : new Fault(thrown instanceof Error ? thrown.message : String(thrown))
}
