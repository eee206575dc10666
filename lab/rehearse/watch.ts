// What is known of a page while it works: how far its engine says it is, its memory, its JavaScript heap. Work that nothing is
// heard of for minutes is given up with the words where that was, so that a rehearsal never waits for ever.
import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright'
import type { MemoryReport } from '../../src/protocol/engine-api'
import { watchHeap } from './heap'
import { megabytes } from './report'

declare global {
  interface Window { reportProgress(where: string): Promise<void> }
}

/** Of silence, after which work counts as hung. */
const patienceMs = 5 * 60_000
const intervalMs = 250
/** What computes for minutes says nothing, but takes more processor time than this. */
const busy = { everyMs: 10_000, seconds: 1 }

export interface Watch {
  /** Highest JS heap of the page and its workers together since the last reset. */
  heapPeak(): number
  resetHeap(): void
  /** As the engine last told. */
  memory(): MemoryReport
  /** Asks it once more. */
  settle(): Promise<void>
  /** The work's own end, or an Error that begins with `hung` once nothing has changed for five minutes. */
  guard<T>(phase: string, work: Promise<T>): Promise<T>
  stop(): Promise<void>
}

/** What the page tells goes through `window.reportProgress`. `worker`: the browser's process whose work counts as progress. */
export async function watchPage(page: Page, worker: 'GPU' | 'renderer'): Promise<Watch> {
  const silence = createSilence(patienceMs, () => performance.now())
  let memory: MemoryReport = { gpuBytes: 0, gpuPeakBytes: 0, wasmHeapBytes: 0 }
  let asking = false
  const opened = performance.now()
  let shown = ''
  await page.exposeFunction('reportProgress', (where: string) => {
    silence.heard(where)
    const [stage = ''] = where.split(',', 1)
    const { wasmHeapBytes, gpuBytes } = memory
    if (stage !== shown) console.log(`  ${((performance.now() - opened) / 1000).toFixed(1)} s: ${stage} (wasm heap ${megabytes(wasmHeapBytes)}, GPU ${megabytes(gpuBytes)} so far)`)
    shown = stage
  })
  const heap = await watchHeap(page)
  const ask = async () => {
    if (asking) return // the engine is busy, and a second question would only queue up
    asking = true
    const told = await page.evaluate(() => window.darkroom.engine.memory()).catch(() => memory)
    if (JSON.stringify(told) !== JSON.stringify(memory)) silence.heard()
    memory = told
    asking = false
  }
  const timer = setInterval(() => void ask(), intervalMs)
  const stopProcessor = await watchProcessor(page, worker, () => silence.heard())
  return {
    heapPeak: heap.peak,
    resetHeap: heap.reset,
    memory: () => memory,
    settle: async () => {
      memory = await Promise.race([page.evaluate(() => window.darkroom.engine.memory()), wait(10_000, memory)]).catch(() => memory)
    },
    guard: (phase, work) => guarded(phase, work, silence),
    async stop() {
      clearInterval(timer)
      await stopProcessor()
      await heap.stop()
    },
  }
}

/** Tells whenever such a process of the browser has worked. */
async function watchProcessor(page: Page, worker: 'GPU' | 'renderer', onWork: () => void): Promise<() => Promise<void>> {
  const session = await page.context().browser()?.newBrowserCDPSession()
  if (!session) return async () => {}
  let last = 0
  const look = async () => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo')
    const taken = processInfo.filter(({ type }) => type === worker).reduce((sum, { cpuTime }) => sum + cpuTime, 0)
    if (taken - last >= busy.seconds) onWork()
    last = taken
  }
  const timer = setInterval(() => void look().catch(() => {}), busy.everyMs) // a browser that closes answers no more
  return async () => {
    clearInterval(timer)
    await session.detach().catch(() => {})
  }
}

export interface Silence {
  /** Something moved; `where` stays until another is told. */
  heard(where?: string): void
  /** Null while it is not too long; else where the work was. */
  tooLong(): string | null
}

export function createSilence(limitMs: number, clock: () => number): Silence {
  let last = clock()
  let place = ''
  return {
    heard(where) {
      if (where === place) return // said again, it is no progress
      last = clock()
      place = where ?? place
    },
    tooLong: () => (clock() - last >= limitMs ? place : null),
  }
}

export async function guarded<T>(phase: string, work: Promise<T>, silence: Silence, everyMs = 1000): Promise<T> {
  silence.heard(phase)
  let timer: NodeJS.Timeout | undefined
  const hung = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      const place = silence.tooLong()
      if (place !== null) reject(new Error(`hung in ${phase}${place === phase ? '' : `, at ${place}`}`))
    }, everyMs)
  })
  return Promise.race([work, hung]).finally(() => clearInterval(timer))
}
