// Fetches one span of one file and hands it on part by part, trying again for as long as it makes sense.
// Knows HTTP and patience; not IndexedDB, not hashes, and of other connections only whether there are any (lanes.ts).
import { cancelled, offline } from './failures'
import { gaveUp } from './give-up'
import { bodyStart, Fault, rangeHeader, Refusal } from './http-range'
import type { BodyStart, Trouble } from './http-range'
import type { PartAssembler, Span } from './part-assembler'

export interface Network {
  fetch: typeof fetch
  /** navigator.onLine: only its `false` means something. */
  online(): boolean
  /** Resolves early when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
  /** A connection that brings nothing for this long counts as dropped. */
  stallMs: number
  /** Whether the page's own isolation hides that a server answers others. */
  hidesAnswers?(url: string): boolean
}

export interface Download {
  path: string
  url: string
  fileBytes: number
  span: Span
  server: Server
  assembler: PartAssembler
  /** A usable answer, its body unread. Throws to refuse it, widens the span to take more of it. */
  onAnswer(answer: BodyStart): void
  /** Every chunk that came over the network and was taken. */
  onBytes(received: number): void
  /** The server's ranges are not to be trusted: turns them off for the next try, or throws. */
  distrustRanges(why: string): void
  /** Whether other connections could take over what this one leaves. */
  spare(): boolean
  signal: AbortSignal
}

/** What was learned of the server while one file was fetched; all its connections share it. */
export interface Server {
  /** Whether to ask for ranges. */
  ranges: boolean
  /** A range came that could be read. */
  proved: boolean
  /** It answered at all: then it lets this page read it. */
  answered: boolean
}

/** Tries without progress before giving up: 0.5 + 1 + 2 + 4 seconds of waiting in all. */
export const MAX_FAILURES = 5
export const FIRST_WAIT_MS = 500
/** Answers of a wrong length at the same byte until ranges are given up; more where a range was right before. */
const MAX_ODD = { unproved: 2, proved: 3 }
/** A connection that brought this much was worth it: a line that drops every minute still finishes 2 GB. */
const PROGRESS_BYTES = 256 * 1024

/** Rejects with a Fault only where it leaves the rest to other connections. */
export async function download(job: Download, network: Network): Promise<void> {
  const { assembler, server, signal } = job
  let failures = 0
  let odd = 0
  let best = assembler.offset
  for (;;) {
    try {
      await connection(job, network)
      return
    } catch (thrown) {
      if (signal.aborted) throw cancelled()
      if (thrown instanceof Refusal) throw await gaveUp(job, thrown.trouble, thrown.message, network)
      if (!(thrown instanceof Fault)) throw thrown
      // It broke after the last byte: only the proof that nothing follows is missing, and the hash will tell.
      if (assembler.offset === job.span.end) return assembler.finish()
      if (!network.online()) throw offline(job.url)
      if (thrown.kind === 'busy' && job.spare()) throw thrown
      if (assembler.offset >= best + PROGRESS_BYTES) failures = odd = 0
      if (thrown.kind === 'odd') odd++
      const untrue = thrown.kind === 'ranges' || odd >= (server.proved ? MAX_ODD.proved : MAX_ODD.unproved)
      if (untrue && server.ranges) job.distrustRanges(thrown.message)
      best = Math.max(best, assembler.offset)
      failures++
      if (failures >= MAX_FAILURES) throw await gaveUp(job, thrown.trouble === 'unanswered' && server.answered ? 'lost' : thrown.trouble, `${failures} tries, the last: ${thrown.message}`, network)
      await network.sleep(Math.max(thrown.waitMs, FIRST_WAIT_MS * 2 ** (failures - 1)), signal)
      if (signal.aborted) throw cancelled()
    }
  }
}

/** One request, read to the end of the span. Throws Fault, Refusal, or whatever the assembler's owner throws. */
async function connection(job: Download, network: Network): Promise<void> {
  const { assembler, fileBytes, server, span } = job
  const line = new AbortController()
  const stop = (): void => line.abort(job.signal.reason)
  job.signal.addEventListener('abort', stop)
  if (job.signal.aborted) stop()
  // One timer for the headers and for each chunk of the body.
  let timer: ReturnType<typeof setTimeout> | undefined
  const watch = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => line.abort(new Fault(`nothing came for ${network.stallMs / 1000} s`, 'retry', 0, 'silent')), network.stallMs)
  }
  try {
    watch()
    const start = assembler.offset
    const headers = server.ranges ? rangeHeader(start, span.end, fileBytes) : {}
    // no-store: the HTTP cache would keep a second copy of the model, and may serve back a bad one.
    const response = await network.fetch(job.url, { headers, signal: line.signal, cache: 'no-store' }).catch((thrown: unknown) => dropped(thrown, 'retry', 'unanswered'))
    server.answered = true
    const body = bodyStart(response, { start, range: 'Range' in headers }, fileBytes)
    job.onAnswer(body)
    const reader = response.body?.getReader()
    if (!reader) throw new Fault('an answer without a body')

    // The body begins at body.offset; what lies before `start` is already here and is skipped.
    const wholeTail = span.end === fileBytes || body.ranges === true
    for (let position = body.offset; ; ) {
      watch()
      // A range of a compressed body that the browser cannot unpack breaks before its first byte, and does so every time.
      const unreadable = body.ranges === true && !server.proved && position === body.offset
      const { done, value } = await reader.read().catch((thrown: unknown) => dropped(thrown, unreadable ? 'odd' : 'retry'))
      clearTimeout(timer)
      if (done) break
      if (body.ranges === true) server.proved = true
      const useful = value.subarray(Math.min(value.length, Math.max(0, start - position)), Math.max(0, span.end - position))
      position += value.length
      await assembler.write(useful)
      job.onBytes(value.length)
      if (position < span.end) continue
      if (!wholeTail) break // the rest of a whole file of which only the middle was wanted
      if (position > span.end) {
        assembler.distrust()
        throw new Fault(`the answer is longer than the ${span.end - body.offset} bytes expected`, 'odd')
      }
    }
    if (assembler.offset < span.end) throw new Fault(`the answer ended at byte ${assembler.offset} of ${span.end}`, 'odd')
    await assembler.finish()
  } finally {
    clearTimeout(timer)
    job.signal.removeEventListener('abort', stop)
    line.abort() // also ends a body that was not read to its end
  }
}

/** fetch and read reject with a TypeError for every kind of network trouble; a stall rejects with its own Fault. */
function dropped(thrown: unknown, kind: Fault['kind'], trouble: Trouble = 'broken'): never {
  throw thrown instanceof Fault ? thrown : new Fault(thrown instanceof Error ? thrown.message : String(thrown), kind, 0, trouble)
}
