// What lies in the place of a large file in a git clone that was made without git-lfs: a text of some 130 bytes that names it.
import { EngineError } from '../../src/core/errors/engine-error'

const firstLine = 'version https://git-lfs.github.com/spec/'
const longest = 1024

export async function pointerIn(file: Blob): Promise<{ sha256: string; bytes: number } | null> {
  if (file.size > longest) return null
  const text = await file.text()
  const [, sha256] = /^oid sha256:([0-9a-f]{64})$/m.exec(text) ?? []
  const [, bytes] = /^size (\d+)$/m.exec(text) ?? []
  return text.startsWith(firstLine) && sha256 && bytes ? { sha256, bytes: Number(bytes) } : null
}

export function pointerProblem(path: string, has: number, bytes: number): EngineError {
  return new EngineError('model-broken.pointer', { path, has, bytes: bytes.toLocaleString('en') })
}
