// A model's stored files onto the person's disk: into a folder of their choice where the browser can write folders, else as
// downloads named after their paths. Blobs are streamed; nothing is read into memory.
import { download } from '../../ui/shared/download'

interface Saved { path: string; blob: Blob }

type PickFolder = (options: { id: string; mode: 'readwrite' }) => Promise<FileSystemDirectoryHandle>

/** Resolves to false when the person picked no folder. */
export async function saveFiles(files: readonly Saved[], name: string): Promise<boolean> {
  const { showDirectoryPicker: pick } = window as { showDirectoryPicker?: PickFolder }
  if (!pick) {
    for (const { path, blob } of files) {
      download(blob, `${name}-${path.replaceAll('/', '-')}`)
      // One after the other: browsers drop downloads that begin in the same moment.
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
    return true
  }
  let folder: FileSystemDirectoryHandle
  try {
    folder = await pick({ id: 'models', mode: 'readwrite' })
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') return false
    throw thrown
  }
  const own = await folder.getDirectoryHandle(name, { create: true })
  for (const { path, blob } of files) {
    const parts = path.split('/')
    const file = parts.pop()!
    let place = own
    for (const part of parts) place = await place.getDirectoryHandle(part, { create: true })
    const target = await (await place.getFileHandle(file, { create: true })).createWritable()
    await blob.stream().pipeTo(target)
  }
  return true
}
