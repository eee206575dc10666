// A folder as its files, wherever they are: picked by a person, on a server, on another disk. All that is asked of it is names,
// sizes and Blobs.
import type { ModelFile } from '../../src/core/manifest'

export interface ModelFolder {
  /** As a person would call it. */
  name: string
  /** What is known to be there. Paths have '/' and no leading one. */
  files(): readonly ModelFile[]
  /** The file of exactly this path. A server that lists nothing is asked for it. */
  find(path: string): Promise<ModelFile | null>
  open(path: string): Promise<Blob>
  /** Where the files are for good; absent for those on a person's disk. */
  place?: { baseUrl: string; source?: { repo: string; revision: string } }
  licence?: { name: string; url: string | null }
}

/** What systems and tools leave beside a model. */
const litter = /(^|\/)(\.git|\.cache|\.huggingface|__MACOSX)\/|(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini|\.gitattributes|\.gitignore)$/

export function listedFolder(name: string, files: readonly ModelFile[], open: (path: string) => Promise<Blob>, more: Pick<ModelFolder, 'place' | 'licence'> = {}): ModelFolder {
  const kept = files.filter(({ path }) => !litter.test(path))
  return { name, files: () => kept, find: async (path) => kept.find((file) => file.path === path) ?? null, open, ...more }
}

/** The part of a folder below `folder` ('' or ending in '/'). Paths stay those of the whole, so that they still lead to the files. */
export function subfolder(whole: ModelFolder, folder: string): ModelFolder {
  if (folder === '') return whole
  return {
    ...whole,
    name: `${whole.name}/${folder.slice(0, -1).split('/').at(-1)}`,
    files: () => whole.files().filter(({ path }) => path.startsWith(folder)),
  }
}

/** The file of this path, or of this path below another folder (some exports put everything into onnx/). The least deep one. */
export function fileNamed(folder: ModelFolder, wanted: string): ModelFile | undefined {
  const found = folder.files().filter(({ path }) => path === wanted || path.endsWith(`/${wanted}`))
  return found.toSorted((a, b) => a.path.split('/').length - b.path.split('/').length || a.path.length - b.path.length)[0]
}
