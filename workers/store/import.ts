// Stores a file that a person has on disk. It is read twice: once for its hash, so that a wrong file never touches what is
// stored, and once for its parts.
import { EngineError } from '../../src/core/errors/engine-error'
import { unreadable, wrongImport } from './failures'
import { isNamed } from './identity'
import type { WantedFile } from './identity'
import { withFileLock } from './locks'
import { partSpan } from './parts'
import { isWhole, newRecord } from './stored-file'
import type { FileTools } from './stored-file'
import { digestHex, hashBlob } from './verify'

/** Returns the file's SHA-256. A file without a name is stored under that. */
export async function importFile(wanted: WantedFile, open: (path: string) => Promise<Blob>, locks: Pick<LockManager, 'request'> | null, tools: FileTools): Promise<{ id: string; sha256: string }> {
  const { file } = wanted
  const { parts, partBytes, meter, signal } = tools
  const blob = await reading(() => open(file.path))
  if (blob.size !== file.bytes) throw wrongImport(file.path, `${blob.size} bytes, should be ${file.bytes}`)

  // 1. What is it? The bar moves by half a file here and by the other half below.
  const { sha256, parts: hashes } = await reading(() => hashBlob(blob, partBytes, (bytes) => meter.at('verify', bytes / 2), signal))
  const expected = file.sha256 ?? (await parts.firstSeen([wanted.id]))[0]?.sha256 ?? sha256
  if (sha256 !== expected) throw wrongImport(file.path, `sha256 is ${sha256}, should be ${expected}`)

  // 2. Its parts, unless they are here.
  const named = isNamed(wanted) ? wanted : { ...wanted, id: sha256, file: { ...file, sha256 } }
  await withFileLock(locks, named.id, signal, async () => {
    const stored = await parts.record(named.id)
    if (stored?.complete && stored.sha256 === sha256 && (await isWhole(named, tools))) return
    await parts.dropFile(named.id)
    const record = { ...newRecord(named.file, partBytes, tools.now()), sha256, hashes }
    try {
      for (const index of hashes.keys()) {
        signal.throwIfAborted()
        const { start, end } = partSpan(record, index)
        const bytes = await reading(async () => new Uint8Array(await blob.slice(start, end).arrayBuffer()))
        if ((await digestHex(bytes)) !== hashes[index]) throw unreadable(file.path, 'it changed while it was read')
        await parts.putPart(named.id, record, index, new Blob([bytes]))
        meter.at('verify', (file.bytes + end) / 2)
      }
      await parts.putRecord(named.id, { ...record, complete: true, checked: tools.now() })
    } catch (thrown) {
      await parts.dropFile(named.id).catch(() => {}) // copied again in seconds; half of it would only take room
      throw thrown
    }
  })
  return { id: named.id, sha256 }

  async function reading<T>(read: () => Promise<T>): Promise<T> {
    try {
      return await read()
    } catch (thrown) {
      throw signal.aborted || thrown instanceof EngineError ? thrown : unreadable(file.path, thrown)
    }
  }
}
