// The models stored in this browser: what is here, make it complete, hand it out, remove it.
// The store's only door; nothing else in workers/ imports the files beside it.
import type { ModelFile, ModelManifest } from '../../src/core/manifest'
import type { FileCheck, StorageReport } from '../../src/protocol/models-api'
import { checkFile, dueFile } from './check-file'
import { cancelled, lostWhileLoading, storageBlocked, StorageFailure } from './failures'
import { possibleIds, wantedFiles } from './identity'
import type { FileSet, WantedFile } from './identity'
import { importFile } from './import'
import { lastUsedOf, statusOf, storedFiles, sum } from './inventory'
import type { SetStatus } from './inventory'
import { withFileLock, withFreeFile } from './locks'
import { createMeter } from './progress'
import type { ProgressMeter, StoreProgress } from './progress'
import { explainStorage, freeBytes, requireRoom, SETTLE_MS, storageReport } from './quota'
import { modelsToRemove } from './room'
import type { Room, StoredModel } from './room'
import { browserDeps } from './store-deps'
import type { StoreDeps } from './store-deps'
import { completeFile, isWhole } from './stored-file'
import type { FileTools } from './stored-file'
import { goodParts } from './verify'

export type { FileSet, Room, SetStatus }

export interface StoreOptions {
  onProgress?: (progress: StoreProgress) => void
  signal?: AbortSignal
}

export interface EnsureOptions extends StoreOptions {
  /** Connections of one file at once, where the server answers ranges; absent = 4. */
  parallel?: number
}

export interface ModelStore {
  /** What is stored, without reading it. */
  status(wanted: FileSet): Promise<SetStatus>
  /** Checks every stored part, downloads what is missing or wrong, verifies it. An abort keeps what was fetched. */
  ensure(wanted: FileSet, options?: EnsureOptions): Promise<{ source: 'network' | 'cache' | 'mixed'; fetchedBytes: number }>
  /** One file as a Blob that reads from disk. After ensure() it only looks whether all of it is there; else it checks. */
  open(set: FileSet, path: string): Promise<Blob>
  /** Drops every file that is not complete, or that no set of `keep` (this one) uses: what an aborted ensure() kept. Leaves alone what another tab is fetching. */
  discard(wanted: FileSet, keep?: readonly FileSet[]): Promise<void>
  /** Reads every stored byte again, and asks each whole file's hash. Returns the paths that were wrong; what was wrong is dropped and counts as missing. */
  verify(wanted: FileSet, options?: StoreOptions): Promise<string[]>
  /** The same with one file, the one whose check is longest ago, if it is long ago. Null when nothing is due, and after an abort. */
  checkDue(known: readonly ModelManifest[], signal: AbortSignal): Promise<FileCheck | null>
  /** Stores files from a person's disk. Returns the set's files as they are to be kept: one without hash and address has its hash now. */
  importFiles(set: FileSet, openFile: (path: string) => Promise<Blob>, options?: StoreOptions): Promise<ModelFile[]>
  /** The files of a complete model, as Blobs that read from disk. */
  exportFiles(set: FileSet): Promise<{ path: string; blob: Blob }[]>
  /** Which stored models would make room for `neededBytes` more; never files of `keep`, such as the model that wants the room. */
  roomFor(neededBytes: number, known: readonly ModelManifest[], keep?: readonly FileSet[]): Promise<Room>
  /** Takes whatever the server gives next: forgets what files without a published hash were when they were first fetched. */
  acceptChanged(set: FileSet): Promise<void>
  /** Removes the set's files except those that a manifest in `keep` uses too. */
  remove(set: FileSet, keep?: readonly FileSet[]): Promise<void>
  /** Removes every file that no known manifest names: the files of older versions. Does nothing when none is known. */
  prune(known: readonly FileSet[]): Promise<void>
  report(): Promise<StorageReport>
}

/** Files used this recently are not pruned: they may belong to a model that is just being added, here or in another tab. */
const PRUNE_AFTER_MS = 60 * 60 * 1000

/** Where nothing can be stored, what is kept in memory at most: enough for the model that comes with the app. */
const MEMORY_BYTES = 64 * 1024 * 1024

export function openModelStore(given: Partial<StoreDeps> = {}): ModelStore {
  const deps: StoreDeps = { ...browserDeps(), ...given }
  const { parts, quota } = deps
  /** Files whose every part was read and found right since this store was opened. */
  const checked = new Set<string>()
  let removedAt = -Infinity
  /** The disk refused a write since anything was removed or stored: then the browser's estimate of what is free is not believed. */
  let refused = false

  /** Runs an operation; what IndexedDB refused becomes a sentence for the person. */
  async function explained<T>(operation: () => Promise<T>, neededBytes = (): number => 0, signal?: AbortSignal): Promise<T> {
    try {
      return await operation()
    } catch (thrown) {
      if (signal?.aborted) throw cancelled()
      if (!(thrown instanceof StorageFailure)) throw thrown
      refused ||= thrown.full
      throw await explainStorage(thrown, quota, neededBytes())
    }
  }

  const wantedOf = (set: FileSet): Promise<WantedFile[]> => wantedFiles(set, deps.pageUrl, parts)
  const idsOf = (sets: readonly FileSet[]): Set<string> => possibleIds(sets, deps.pageUrl)

  /** Brings every file here by `bring`, one after the other, with progress over all of them. */
  async function bringAll(set: FileSet, options: EnsureOptions, bring: (wanted: WantedFile, tools: FileTools) => Promise<string>) {
    const { onProgress = () => {}, signal = new AbortController().signal, parallel = deps.parallel } = options
    let needed = 0
    let meter: ProgressMeter | null = null
    return explained(async () => {
      signal.throwIfAborted()
      const wanted = await wantedOf(set)
      const totalBytes = sum(wanted.map(({ file }) => file.bytes))
      const progress = createMeter(totalBytes, wanted.length, deps.now, onProgress)
      meter = progress
      const before = sum((await storedFiles(parts, wanted)).map((file) => file.bytes))
      needed = totalBytes - before
      if (totalBytes > MEMORY_BYTES && (await parts.inMemory())) throw storageBlocked(`nothing can be stored, and ${totalBytes} bytes are too many to keep in memory`)
      if (needed > 0) {
        void quota?.persist?.().catch(() => false) // Firefox asks the person and answers only then: nothing waits for it
        await requireRoom(quota, needed, async () => {
          await deps.network.sleep(1000, signal)
          signal.throwIfAborted()
          return deps.now() - removedAt < SETTLE_MS
        })
      }
      const tools: FileTools = { parts, partBytes: deps.partBytes, network: deps.network, parallel, meter: progress, now: deps.today, signal }
      for (const one of wanted) {
        progress.begin(one.file.path, one.file.bytes)
        checked.add(await bring(one, tools))
        progress.end(one.file.bytes)
      }
      if (needed > 0) refused = false
      return { before, fetchedBytes: progress.fetchedBytes }
    }, () => needed - Math.min(needed, meter?.fetchedBytes ?? 0), signal)
  }

  async function openFile(set: FileSet, path: string): Promise<Blob> {
    const file = set.files.find((candidate) => candidate.path === path)
    const [wanted] = await wantedOf({ ...set, files: file ? [file] : [] })
    if (!wanted) throw new Error(`the model has no file ${path}`)
    const { id } = wanted
    const record = await parts.record(id)
    if (!record?.complete || record.bytes !== wanted.file.bytes) throw lostWhileLoading(path)
    if (!checked.has(id)) {
      const good = await goodParts(parts, id, record, () => {}, new AbortController().signal)
      if (good.size < record.hashes.length) throw lostWhileLoading(path)
    }
    const blobs = await Promise.all(record.hashes.map((_, index) => parts.part(id, index)))
    const whole = new Blob(blobs.filter((blob) => blob !== null)) // by reference: nothing is read here
    if (whole.size !== record.bytes) throw lostWhileLoading(path)
    return whole
  }

  return {
    status: (set) => explained(async () => statusOf(parts, await wantedOf(set))),

    ensure: async (set, options = {}) => {
      const { before, fetchedBytes } = await bringAll(set, options, async (wanted, tools) => {
        // A file that is whole needs no lock; one that is not may be on its way in another tab.
        if (!(await isWhole(wanted, tools))) await withFileLock(deps.locks, wanted.id, tools.signal, () => completeFile(wanted, tools))
        return wanted.id
      })
      return { source: fetchedBytes === 0 ? 'cache' : before === 0 ? 'network' : 'mixed', fetchedBytes }
    },

    open: (set, path) => explained(() => openFile(set, path)),

    discard: (set, keep = [set]) =>
      explained(async () => {
        const wanted = await wantedOf(set)
        const kept = idsOf(keep)
        for (const { id } of wanted) {
          await withFreeFile(deps.locks, id, async () => {
            if (!kept.has(id) || !(await parts.record(id))?.complete) await parts.dropFile(id)
          })
        }
        removedAt = deps.now()
        refused = false
      }),

    verify: (set, { onProgress = () => {}, signal = new AbortController().signal } = {}) =>
      explained(async () => {
        const wanted = await wantedOf(set)
        const found = await storedFiles(parts, wanted)
        const meter = createMeter(sum(found.map(({ bytes }) => bytes)), wanted.length, deps.now, onProgress)
        const wrong = new Set<string>()
        for (const [at, { file, id }] of wanted.entries()) {
          const { record, bytes } = found[at]!
          meter.begin(file.path, bytes)
          let done = 0
          const onBytes = (more: number) => meter.at('verify', (done += more))
          if (record && !(await checkFile({ file, id, url: null }, record, { parts, locks: deps.locks, today: deps.today, onBytes, signal }))) {
            wrong.add(id)
            checked.delete(id)
          }
          meter.end(bytes)
        }
        return wanted.filter(({ id }) => wrong.has(id)).map(({ file }) => file.path)
      }, undefined, signal),

    checkDue: (known, signal) =>
      explained(async () => {
        const sets = await Promise.all(known.map(async (set) => ({ id: set.id, wanted: await wantedOf(set) })))
        const due = await dueFile(parts, sets.flatMap(({ wanted }) => wanted), deps.today())
        if (!due) return null
        const { id, file } = due.wanted
        const right = await checkFile(due.wanted, due.record, { parts, locks: deps.locks, today: deps.today, onBytes: () => {}, signal }).catch((thrown: unknown) => {
          if (signal.aborted) return null
          throw thrown
        })
        if (right === null) return null
        if (!right) checked.delete(id)
        return { path: file.path, right, models: sets.filter(({ wanted }) => wanted.some((one) => one.id === id)).map((set) => set.id) }
      }),

    importFiles: async (set, open, options = {}) => {
      const hashes = new Map<string, string>()
      await bringAll(set, options, async (wanted, tools) => {
        const { id, sha256 } = await importFile(wanted, open, deps.locks, tools)
        if (id !== wanted.id) hashes.set(wanted.file.path, sha256)
        return id
      })
      return set.files.map((file) => {
        const sha256 = hashes.get(file.path)
        return sha256 === undefined ? file : { ...file, sha256 }
      })
    },

    exportFiles: (set) => explained(() => Promise.all(set.files.map(async ({ path }) => ({ path, blob: await openFile(set, path) })))),

    roomFor: (neededBytes, known, keep = []) =>
      explained(async () => {
        const models: StoredModel[] = []
        for (const manifest of known) {
          const wanted = await wantedOf(manifest)
          const found = await storedFiles(parts, wanted)
          const lastUsed = lastUsedOf(found)
          if (lastUsed !== null) models.push({ id: manifest.id, lastUsed, files: new Map(wanted.map(({ id }, at) => [id, found[at]?.bytes ?? 0])) })
        }
        const free = refused ? 0 : await freeBytes(quota)
        return { freeBytes: free, ...modelsToRemove(neededBytes - (free ?? 0), models, idsOf(keep)) }
      }),

    acceptChanged: (set) => explained(async () => parts.forgetFirst((await wantedOf(set)).map(({ id }) => id))),

    remove: (set, keep = []) =>
      explained(async () => {
        const kept = idsOf(keep)
        for (const { id } of await wantedOf(set)) if (!kept.has(id)) await parts.dropFile(id)
        removedAt = deps.now()
        refused = false
      }),

    prune: (known) =>
      explained(async () => {
        if (known.length === 0) return
        const kept = idsOf(known)
        const strangers = [...(await parts.listing()).keys()].filter((id) => !kept.has(id))
        const records = await parts.records(strangers)
        for (const [at, id] of strangers.entries()) if (deps.today() - (records[at]?.lastUsed ?? 0) > PRUNE_AFTER_MS) await parts.dropFile(id)
      }),

    report: async () => ({ ...(await storageReport(quota)), inMemory: await parts.inMemory(), unreadable: await parts.unreadable().catch(() => []) }),
  }
}
