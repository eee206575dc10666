// What the store needs of its surroundings, and where a browser has it. Tests hand in their own.
import type { Network } from './download'
import { openPartStore, PART_BYTES } from './parts'
import type { PartStore } from './parts'
import type { Quota } from './quota'

export interface StoreDeps {
  /** What relative base URLs are relative to: the page, not the worker's script. */
  pageUrl: string
  parts: PartStore
  /** Of files stored from now on. */
  partBytes: number
  /** Connections of one file at once, where the server answers ranges. Browsers open six to a host at most. */
  parallel: number
  network: Network
  /** Null outside secure contexts: then two tabs may download the same file, which costs time, not correctness. */
  locks: Pick<LockManager, 'request'> | null
  quota: Quota | null
  /** Milliseconds, monotonic, for speeds; and since 1970, for "last used". */
  now(): number
  today(): number
}

export function browserDeps(): StoreDeps {
  // Unit tests run in node, which has none of these; a test that needs one hands it in.
  const { location, navigator } = globalThis as Partial<typeof globalThis>
  return {
    // Dev serves the worker from workers/, the build from assets/: in both the page is one folder up.
    pageUrl: new URL('../', location?.href ?? 'http://localhost/workers/').href,
    parts: openPartStore(),
    partBytes: PART_BYTES,
    parallel: 4,
    network: {
      fetch: (...request) => fetch(...request),
      online: () => navigator?.onLine ?? true,
      sleep,
      stallMs: 30_000,
      // require-corp keeps the probe from every other origin (workers/answers.ts).
      hidesAnswers: (url) => globalThis.crossOriginIsolated === true && new URL(url).origin !== location?.origin,
    },
    locks: navigator?.locks ?? null,
    quota: navigator?.storage ?? null,
    now: () => performance.now(),
    today: () => Date.now(),
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', wake)
      resolve()
    }
    const timer = setTimeout(wake, ms)
    signal.addEventListener('abort', wake)
  })
}
