// The models stored in this browser: what is here, make it complete, hand it out, remove it.
// The store's only door; nothing else in workers/ imports the files beside it.
import type { ModelFile, ModelManifest } from '../../src/core/manifest'
import type { StorageReport } from '../../src/protocol/engine-api'
import type { Network } from './download'
import { cancelled, lostWhileLoading, StorageFailure } from './failures'
import { withFileLock } from './locks'
import { openPartStore, PART_BYTES, partSpan } from './parts'
import type { FileRecord, PartStore } from './parts'
import { createMeter } from './progress'
import type { StoreProgress } from './progress'
import { explainStorage, requireRoom, SETTLE_MS, storageReport } from './quota'
import type { Quota } from './quota'
import { completeFile, isWhole } from './stored-file'
import type { FileTools } from './stored-file'
import { goodParts } from './verify'

export interface StoreDeps {
  /** What relative base URLs are relative to: the page, not the worker's script. */
  pageUrl: string
  parts: PartStore
  /** Of files stored from now on. */
  partBytes: number
  network: Network
  /** Null outside secure contexts: then two tabs may download the same file, which costs time, not correctness. */
  locks: Pick<LockManager, 'request'> | null
  quota: Quota | null
  /** Milliseconds, monotonic, for speeds; and since 1970, for "last used". */
  now(): number
  today(): number
}

export interface EnsureOptions {
  onProgress?: (progress: StoreProgress) => void
  signal?: AbortSignal
}

/** A model, or a part of one: the files that one precision needs. */
export type FileSet = Pick<ModelManifest, 'baseUrl' | 'files'>

export interface ModelStore {
  /** What is stored, without reading it. `ready`: every part of every file is here and every file was verified. */
  status(wanted: FileSet): Promise<{ totalBytes: number; storedBytes: number; ready: boolean }>
  /** Checks every stored part, downloads what is missing or wrong, verifies it. */
  ensure(wanted: FileSet, options?: EnsureOptions): Promise<{ source: 'network' | 'cache' | 'mixed'; fetchedBytes: number }>
  /** One file as a Blob that reads from disk. After ensure() it only looks whether all of it is there; else it checks. */
  open(manifest: ModelManifest, path: string): Promise<Blob>
  /** Removes the model's files except those that a manifest in `keep` uses too. */
  remove(manifest: ModelManifest, keep?: readonly ModelManifest[]): Promise<void>
  /** Removes every file that no known manifest names: the files of older versions. Does nothing when none is known. */
  prune(known: readonly ModelManifest[]): Promise<void>
  report(): Promise<StorageReport>
}

export function openModelStore(given: Partial<StoreDeps> = {}): ModelStore {
  const deps: StoreDeps = { ...browserDeps(), ...given }
  const { parts, quota } = deps
  /** Files whose every part was read and found right since this store was opened. */
  const checked = new Set<string>()
  let removedAt = -Infinity

  /** Runs an operation; what IndexedDB refused becomes a sentence for the person. */
  async function explained<T>(operation: () => Promise<T>, neededBytes = (): number => 0, signal?: AbortSignal): Promise<T> {
    try {
      return await operation()
    } catch (thrown) {
      if (signal?.aborted) throw cancelled()
      throw thrown instanceof StorageFailure ? await explainStorage(thrown, quota, neededBytes()) : thrown
    }
  }

  async function stored(files: readonly ModelFile[]): Promise<{ bytes: number; complete: boolean }[]> {
    const listing = await parts.listing()
    const records = await parts.records(files.map((file) => file.sha256))
    return files.map((file, at) => {
      const record = records[at]
      if (!record || record.bytes !== file.bytes) return { bytes: 0, complete: false }
      const bytes = bytesOf(record, listing.get(file.sha256) ?? new Set())
      return { bytes, complete: record.complete && bytes === file.bytes }
    })
  }

  return {
    status: (wanted) =>
      explained(async () => {
        const files = distinctFiles(wanted)
        const found = await stored(files)
        return { totalBytes: sum(files.map((file) => file.bytes)), storedBytes: sum(found.map((file) => file.bytes)), ready: found.every((file) => file.complete) }
      }),

    ensure: async (wanted, { onProgress = () => {}, signal = new AbortController().signal } = {}) => {
      const files = distinctFiles(wanted)
      const totalBytes = sum(files.map((file) => file.bytes))
      const meter = createMeter(totalBytes, deps.now, onProgress)
      const tools: FileTools = { parts, partBytes: deps.partBytes, network: deps.network, meter, now: deps.today, signal }
      let needed = totalBytes
      return explained(async () => {
        signal.throwIfAborted()
        const before = sum((await stored(files)).map((file) => file.bytes))
        needed = totalBytes - before
        if (needed > 0) {
          void quota?.persist?.().catch(() => false) // Firefox asks the person and answers only then: nothing waits for it
          await requireRoom(quota, needed, async () => {
            await deps.network.sleep(1000, signal)
            signal.throwIfAborted()
            return deps.now() - removedAt < SETTLE_MS
          })
        }
        for (const file of files) {
          meter.begin(file.path)
          // A file that is whole needs no lock; one that is not may be on its way in another tab.
          if (!(await isWhole(file, tools))) {
            const url = new URL(file.path, new URL(wanted.baseUrl, deps.pageUrl)).href
            await withFileLock(deps.locks, file.sha256, signal, () => completeFile(file, url, tools))
          }
          checked.add(file.sha256)
          meter.end(file.bytes)
        }
        const { fetchedBytes } = meter
        return { source: fetchedBytes === 0 ? 'cache' : before === 0 ? 'network' : 'mixed', fetchedBytes }
      }, () => needed - Math.min(needed, meter.fetchedBytes), signal)
    },

    open: (manifest, path) =>
      explained(async () => {
        const file = manifest.files.find((candidate) => candidate.path === path)
        if (!file) throw new Error(`${manifest.id} has no file ${path}`)
        const record = await parts.record(file.sha256)
        if (!record?.complete || record.bytes !== file.bytes) throw lostWhileLoading(path)
        if (!checked.has(file.sha256)) {
          const good = await goodParts(parts, record, () => {}, new AbortController().signal)
          if (good.size < record.hashes.length) throw lostWhileLoading(path)
        }
        const blobs = await Promise.all(record.hashes.map((_, index) => parts.part(file.sha256, index)))
        const whole = new Blob(blobs.filter((blob) => blob !== null)) // by reference: nothing is read here
        if (whole.size !== file.bytes) throw lostWhileLoading(path)
        return whole
      }),

    remove: (manifest, keep = []) =>
      explained(async () => {
        const kept = hashesOf(keep)
        for (const file of distinctFiles(manifest)) if (!kept.has(file.sha256)) await parts.dropFile(file.sha256)
        removedAt = deps.now()
      }),

    prune: (known) =>
      explained(async () => {
        if (known.length === 0) return
        const kept = hashesOf(known)
        for (const sha256 of (await parts.listing()).keys()) if (!kept.has(sha256)) await parts.dropFile(sha256)
      }),

    report: () => storageReport(quota),
  }
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0)
const hashesOf = (manifests: readonly ModelManifest[]): Set<string> => new Set(manifests.flatMap(({ files }) => files.map((file) => file.sha256)))

/** Files that differ in content: two paths with the same hash are stored, fetched and counted once. */
function distinctFiles({ files }: FileSet): ModelFile[] {
  const first = new Map<string, ModelFile>()
  for (const file of files) if (!first.has(file.sha256)) first.set(file.sha256, file)
  return [...first.values()]
}

function bytesOf(record: FileRecord, present: ReadonlySet<number>): number {
  return sum(record.hashes.map((hash, index) => {
    const { start, end } = partSpan(record, index)
    return hash !== null && present.has(index) ? end - start : 0
  }))
}

function browserDeps(): StoreDeps {
  // Unit tests run in node, which has none of these; a test that needs one hands it in.
  const { location, navigator } = globalThis as Partial<typeof globalThis>
  return {
    // Dev serves the worker from workers/, the build from assets/: in both the page is one folder up.
    pageUrl: new URL('../', location?.href ?? 'http://localhost/workers/').href,
    parts: openPartStore(),
    partBytes: PART_BYTES,
    network: {
      fetch: (...request) => fetch(...request),
      online: () => navigator?.onLine ?? true,
      sleep,
      stallMs: 30_000,
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
