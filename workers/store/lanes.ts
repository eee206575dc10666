// The missing parts of one file over several connections ("lanes"). One lane opens alone; when it has shown that the server
// answers ranges, the others join, and each takes the first part that nobody has: parts come nearly in order, which is what
// the file's hash wants, and a lane holds one part in memory. Without ranges the first answer is read to its end.
import { download, FIRST_WAIT_MS, MAX_FAILURES } from './download'
import type { Network, Server } from './download'
import { gaveUp } from './give-up'
import { EngineError } from '../../src/core/errors/engine-error'
import { Fault } from './http-range'
import type { BodyStart } from './http-range'
import { createAssembler } from './part-assembler'
import type { PartAssembler, Span } from './part-assembler'
import { partSpan } from './parts'
import type { FileRecord } from './file-record'

export interface PartsToFetch {
  path: string
  url: string
  record: FileRecord
  /** Parts that are stored and right; keep() adds to it. */
  good: ReadonlySet<number>
  keep(index: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>
  /** Each usable answer, before its body is read. Throws to give the file up. */
  onAnswer(answer: BodyStart): void
  /** The server lied about ranges. Throws to give the file up; else it is fetched without them. */
  onLie(why: string): void
  /** `received` more came over the network; `held` bytes are in memory, of parts that are not kept yet. */
  onBytes(received: number, held: number): void
  signal: AbortSignal
}

/** Ranges proved untrue while several lanes used them: one lane goes on without. */
class NoRanges extends Error {}

/** Must have ended every connection when it settles: the caller gives up the file's lock then. */
export async function fetchParts(wanted: PartsToFetch, lanes: number, ranges: boolean, network: Network): Promise<void> {
  const server: Server = { ranges, proved: false, answered: false }
  try {
    await fetchWith(wanted, lanes, server, network)
  } catch (thrown) {
    if (!(thrown instanceof NoRanges)) throw thrown
    server.ranges = false
    await fetchWith(wanted, 1, server, network)
  }
}

async function fetchWith(wanted: PartsToFetch, lanes: number, server: Server, network: Network): Promise<void> {
  const { path, url, record, good } = wanted
  const missing = (): number[] => [...record.hashes.keys()].filter((index) => !good.has(index))
  const most = Math.min(lanes, missing().length)
  const several = most > 1 && server.ranges
  const taken = new Map<Span, PartAssembler>()
  const all: Promise<void>[] = []
  const failures: unknown[] = []
  const stop = new AbortController()
  /** Ends the waiting of lanes that stepped aside. */
  const wake = new AbortController()
  const stopAll = (): void => {
    stop.abort(wanted.signal.reason)
    wake.abort()
  }
  let running = 0

  /** One part where several lanes share the file, else a whole run of them; without ranges, all that is left. */
  function take(): Span | null {
    const free = missing().filter((index) => ![...taken.keys()].some(({ start, end }) => index * record.partBytes >= start && index * record.partBytes < end))
    const [first] = free
    if (first === undefined) return null
    let last = first
    if (!server.ranges) last = free.at(-1) ?? first
    else if (!several) while (free.includes(last + 1)) last++
    return { start: partSpan(record, first).start, end: partSpan(record, last).end }
  }

  function onAnswer(answer: BodyStart, span: Span): void {
    wanted.onAnswer(answer)
    if (server.ranges && answer.ranges !== false) return
    // The whole file is on its way. One such answer among many ranges may be a stray; the first answer tells of the server.
    if (server.ranges && server.proved) throw new Fault('the server ignored the range', 'odd')
    server.ranges = false
    span.end = partSpan(record, missing().at(-1) ?? 0).end
  }

  function onBytes(received: number): void {
    wanted.onBytes(received, [...taken.values()].reduce((sum, { held }) => sum + held, 0))
    if (several && server.proved) while (all.length < most) open()
  }

  function distrustRanges(why: string): void {
    wanted.onLie(why)
    if (running > 1) throw new NoRanges(why)
    server.ranges = false
  }

  async function fetchSpan(span: Span, buffer: Uint8Array<ArrayBuffer>): Promise<void> {
    const assembler = createAssembler(record, span, buffer, wanted.keep)
    taken.set(span, assembler)
    try {
      await download({
        path, url, fileBytes: record.bytes, span, server, assembler, distrustRanges, onBytes,
        onAnswer: (answer) => onAnswer(answer, span),
        spare: () => running > 1,
        signal: stop.signal,
      }, network)
    } finally {
      taken.delete(span)
    }
  }

  async function lane(): Promise<void> {
    const buffer = new Uint8Array(Math.min(record.partBytes, record.bytes))
    let refused = 0
    for (let span = take(); span; span = take()) {
      try {
        await fetchSpan(span, buffer)
        refused = 0
      } catch (thrown) {
        // The server wants fewer connections at the moment: another lane may have this part.
        if (!(thrown instanceof Fault)) throw thrown
        if (++refused === MAX_FAILURES) throw await gaveUp(wanted, thrown.trouble, `${refused} tries, the last: ${thrown.message}`, network)
        await network.sleep(Math.max(thrown.waitMs, FIRST_WAIT_MS * 2 ** (refused - 1)), wake.signal)
      }
    }
    if (missing().length === 0) wake.abort()
  }

  function open(): void {
    running++
    all.push(lane().then(() => void running--, (thrown: unknown) => {
      running--
      const over = thrown instanceof EngineError && (thrown.code === 'download-failed' || thrown.code === 'not-found')
      if (over && running > 0) return // the others take over what this lane leaves
      failures.push(thrown)
      stopAll()
    }))
  }

  wanted.signal.addEventListener('abort', stopAll)
  if (wanted.signal.aborted) stopAll()
  try {
    open()
    for (let at = 0; at < all.length; at++) await all[at] // lanes that open meanwhile are waited for too
  } finally {
    wanted.signal.removeEventListener('abort', stopAll)
  }
  if (failures.length > 0) throw failures[0]
}
