// One file, made whole: find what is stored and right, fetch the rest, and believe it only when its hash says so.
// Read this file first: it is the law "never a half or wrong file counted as stored" in one function.
import type { Network } from './download'
import { changedFile, downloadFailed, noAddress, wrongHash } from './failures'
import type { WantedFile } from './identity'
import { fetchParts } from './lanes'
import type { FileRecord, FirstSeen } from './file-record'
import type { PartStore } from './parts'
import type { ProgressMeter } from './progress'
import { createFileHash, digestHex, goodParts } from './verify'

export interface FileTools {
  parts: PartStore
  partBytes: number
  network: Network
  /** Connections at once, of one file. */
  parallel: number
  meter: ProgressMeter
  now(): number
  signal: AbortSignal
}

/** What came is not the file, or not one file: another part than was verified, another hash, versions or ranges mixed up. */
class WrongFile extends Error {}

/** True when every part of the file is stored and right. Deletes parts that are not; fetches nothing. */
export async function isWhole(wanted: WantedFile, tools: FileTools): Promise<boolean> {
  const record = await recordOf(wanted, tools)
  if (!record.complete) return false
  let done = 0
  const good = await goodParts(tools.parts, wanted.id, record, (_, bytes) => tools.meter.at('verify', (done += bytes.length)), tools.signal)
  if (good.size < record.hashes.length) return false
  await tools.parts.putRecord(wanted.id, { ...record, lastUsed: tools.now() })
  return true
}

/** Completes the file. The caller holds its lock. */
export async function completeFile(wanted: WantedFile, tools: FileTools): Promise<void> {
  const { file, id, url } = wanted
  const { parts, meter, signal } = tools
  if (url === null) throw noAddress(file.path)
  const first = file.sha256 === undefined ? ((await parts.firstSeen([id]))[0] ?? null) : null
  if (first && first.bytes !== file.bytes) throw changedFile(file.path, url, `${first.bytes} bytes then, ${file.bytes} now`)

  for (let round = 1; ; round++) {
    // 1. What is here, and is it right?
    const record = await recordOf(wanted, tools)
    const expected = first?.sha256 ?? record.sha256
    let good = new Set<number>()
    const hash = await createFileHash(id, record, parts, tools.parallel, (index) => good.has(index), signal)
    let done = 0
    good = await goodParts(parts, id, record, (index, bytes) => {
      if (!record.complete) hash.offer(index, bytes)
      meter.at('verify', (done += bytes.length))
    }, signal)

    // 2. Fetch the parts that are missing. The second round trusts no range: a server that compresses lies about them.
    const keep = async (index: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
      if (good.has(index)) return // passed by in a body that could not be asked for less
      const digest = await digestHex(bytes)
      if (record.complete && digest !== record.hashes[index]) throw new WrongFile(`part ${index} has sha256 ${digest}`)
      record.hashes[index] = digest
      await parts.putPart(id, record, index, new Blob([bytes]))
      good.add(index)
      if (!record.complete) hash.offer(index, bytes)
      done += bytes.length
    }
    // Where no hash will judge, what came must at least be one file: no range that was a lie, no two versions.
    const onLie = (why: string): void => {
      if (expected === null) throw new WrongFile(`ranges that are none: ${why}`)
    }
    const onAnswer = ({ version }: { version: string | null }): void => {
      if (expected !== null || version === null) return
      record.version ??= version
      if (record.version !== version) throw new WrongFile(`the file changed on the server, from ${record.version} to ${version}`)
    }
    const onBytes = (received: number, held: number): void => {
      meter.fetched(received)
      meter.at('download', done + held)
    }
    let wrong: string | null = null
    try {
      meter.at('download', done)
      await fetchParts({ path: file.path, url, record, good, keep, onAnswer, onLie, onBytes, signal }, tools.parallel, round === 1, tools.network)
    } catch (thrown) {
      if (!(thrown instanceof WrongFile)) throw thrown
      wrong = thrown.message
    }

    // 3. Is it the file that was published, or the one that was here before? Parts of a file that was verified before were
    //    compared one by one.
    let digest = record.sha256
    if (wrong === null && !record.complete) {
      digest = await hash.finish((bytes) => meter.at('verify', bytes))
      if (digest === null) wrong = 'a part vanished while it was read'
      else if (expected !== null && digest !== expected) wrong = `sha256 is ${digest}, should be ${expected}`
    }
    if (wrong === null) return remember(wanted, { ...record, ...(!record.complete && { checked: tools.now() }), sha256: digest, complete: true, lastUsed: tools.now() }, parts)

    // 4. It is not: forget it and try once more from the first byte. Of a file that was verified before only the word is
    //    forgotten, in case that was what the disk damaged: the next round keeps its parts and asks the whole file's hash.
    await (record.complete ? parts.putRecord(id, { ...record, complete: false }) : parts.dropFile(id))
    if (round === 1) continue
    throw (file.sha256 !== undefined ? wrongHash : expected !== null ? changedFile : downloadFailed)(file.path, url, wrong)
  }
}

/** From now on nobody gets another file under this name. */
async function remember({ file, id }: WantedFile, record: FileRecord, parts: PartStore): Promise<void> {
  if (file.sha256 !== undefined || record.sha256 === null) return parts.putRecord(id, record)
  const seen: FirstSeen = { sha256: record.sha256, bytes: record.bytes }
  return parts.putFirst(id, record, seen)
}

/** The stored record, or a new one when there is none that fits. */
async function recordOf({ file, id }: WantedFile, { parts, partBytes, now }: FileTools): Promise<FileRecord> {
  const stored = await parts.record(id)
  if (stored && stored.bytes === file.bytes && (file.sha256 ?? stored.sha256) === stored.sha256) return stored
  if (stored) await parts.dropFile(id)
  return newRecord(file, partBytes, now())
}

export function newRecord(file: WantedFile['file'], partBytes: number, now: number): FileRecord {
  const hashes = Array.from<null>({ length: Math.ceil(file.bytes / partBytes) }).fill(null)
  return { path: file.path, bytes: file.bytes, sha256: file.sha256 ?? null, partBytes, hashes, complete: false, lastUsed: now }
}
