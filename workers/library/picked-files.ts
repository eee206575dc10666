// Files that a person picked or dropped, as a folder. A folder that all of them are in (the one that was picked) names the model
// and is taken off their paths.
import type { PickedFile } from '../../src/protocol/inspection'
import { listedFolder } from './model-folder'
import type { ModelFolder } from './model-folder'

export function pickedFolder(files: readonly PickedFile[]): ModelFolder {
  const plain = files.map(({ path, file }) => ({ path: path.replaceAll('\\', '/').replace(/^\/+/, ''), file }))
  const top = commonTop(plain.map(({ path }) => path))
  const blobs = new Map(plain.map(({ path, file }) => [path.slice(top.length), file]))
  const listed = [...blobs].map(([path, file]) => ({ path, bytes: file.size })).toSorted((a, b) => (a.path < b.path ? -1 : 1))
  const name = top === '' ? 'my-model' : top.slice(0, -1)
  return listedFolder(name, listed, async (path) => blobs.get(path) ?? new Blob([]))
}

/** The folder that every path begins with, '' or ending in '/'. Only the outermost: the ones in it belong to the model's layout. */
function commonTop([first = '', ...others]: readonly string[]): string {
  const top = first.slice(0, first.indexOf('/') + 1)
  return others.every((path) => path.startsWith(top)) ? top : ''
}
