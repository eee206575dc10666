// One file, made whole: find what is stored and right, fetch the rest, and believe it only when its hash says so.
// Read this file first: it is the law "never a half or wrong file counted as stored" in one function.
import type { ModelFile } from '../../src/core/manifest'
import { download } from './download'
import type { Network } from './download'
import { wrongHash } from './failures'
import { createAssembler } from './part-assembler'
import type { Span } from './part-assembler'
import { partSpan } from './parts'
import type { FileRecord, PartStore } from './parts'
import type { ProgressMeter } from './progress'
import { createFileHash, digestHex, goodParts } from './verify'

export interface FileTools {
  parts: PartStore
  partBytes: number
  network: Network
  meter: ProgressMeter
  now(): number
  signal: AbortSignal
}

/** A fetched part is not the part that belonged to the file when the whole file was verified. */
class WrongPart extends Error {}

/** True when every part of `file` is stored and right. Deletes parts that are not; fetches nothing. */
export async function isWhole(file: ModelFile, tools: FileTools): Promise<boolean> {
  const record = await recordOf(file, tools)
  if (!record.complete) return false
  let done = 0
  const good = await goodParts(tools.parts, record, (_, bytes) => tools.meter.at('verify', (done += bytes.length)), tools.signal)
  if (good.size < record.hashes.length) return false
  await tools.parts.putRecord({ ...record, lastUsed: tools.now() })
  return true
}

/** Completes `file`. The caller holds the file's lock. */
export async function completeFile(file: ModelFile, url: string, tools: FileTools): Promise<void> {
  const { parts, meter, signal } = tools
  for (let round = 1; ; round++) {
    // 1. What is here, and is it right?
    const record = await recordOf(file, tools)
    const hash = await createFileHash(record)
    let done = 0
    const good = await goodParts(parts, record, (index, bytes) => {
      if (!record.complete) hash.offer(index, bytes)
      meter.at('verify', (done += bytes.length))
    }, signal)

    // 2. Fetch the parts that are missing. The second round trusts no range: a server that compresses lies about them.
    const server = { ranges: round === 1 }
    const keep = async (index: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
      if (good.has(index)) return // passed by in a body that could not be asked for less
      const digest = await digestHex(bytes)
      if (record.complete && digest !== record.hashes[index]) throw new WrongPart(`part ${index} has sha256 ${digest}`)
      record.hashes[index] = digest
      hash.offer(index, bytes)
      await parts.putPart(record, index, new Blob([bytes]))
      good.add(index)
      done += bytes.length
    }
    let wrong: string | null = null
    try {
      for (let span = nextSpan(record, good, server.ranges); span; span = nextSpan(record, good, server.ranges)) {
        const assembler = createAssembler(record, span, keep)
        const onBytes = (received: number): void => {
          meter.fetched(received)
          meter.at('download', done + (assembler.offset % record.partBytes))
        }
        meter.at('download', done)
        await download({ path: file.path, url, fileBytes: file.bytes, span, server, assembler, onBytes, signal }, tools.network)
      }
    } catch (thrown) {
      if (!(thrown instanceof WrongPart)) throw thrown
      wrong = thrown.message
    }

    // 3. Is the whole file the one the manifest names? Parts of a file that was verified before were compared one by one.
    if (wrong === null && !record.complete) {
      const digest = await hash.finish(parts, (bytes) => meter.at('verify', bytes), signal)
      if (digest !== file.sha256) wrong = digest === null ? 'a part vanished while it was read' : `sha256 is ${digest}, should be ${file.sha256}`
    }
    if (wrong === null) {
      await parts.putRecord({ ...record, complete: true, lastUsed: tools.now() })
      return
    }

    // 4. It is not: forget it and try once more from the first byte. Of a file that was verified before only the word is
    //    forgotten, in case that was what the disk damaged: the next round keeps its parts and asks the whole file's hash.
    await (record.complete ? parts.putRecord({ ...record, complete: false }) : parts.dropFile(file.sha256))
    if (round === 2) throw wrongHash(file.path, url, wrong)
  }
}

/** The stored record, or a new one when there is none that fits. */
async function recordOf(file: ModelFile, { parts, partBytes, now }: FileTools): Promise<FileRecord> {
  const stored = await parts.record(file.sha256)
  if (stored && stored.bytes === file.bytes && stored.hashes.length === Math.ceil(file.bytes / stored.partBytes)) return stored
  if (stored) await parts.dropFile(file.sha256)
  const hashes = Array.from<null>({ length: Math.ceil(file.bytes / partBytes) }).fill(null)
  return { path: file.path, bytes: file.bytes, sha256: file.sha256, partBytes, hashes, complete: false, lastUsed: now() }
}

/** The next run of missing parts; without ranges, everything from the first missing part to the last in one go. */
function nextSpan(record: FileRecord, good: Set<number>, ranges: boolean): Span | null {
  const missing = [...record.hashes.keys()].filter((index) => !good.has(index))
  const [first] = missing
  if (first === undefined) return null
  let last = first
  if (ranges) while (missing.includes(last + 1)) last++
  else last = missing.at(-1) ?? first
  return { start: partSpan(record, first).start, end: partSpan(record, last).end }
}
