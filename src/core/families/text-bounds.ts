// How large the text files of a model may be, by their kind: several times the largest published.
import { EngineError } from '../errors/engine-error'

const megabyte = 1024 * 1024
const largest = { config: megabyte, vocabulary: 32 * megabyte, merges: 16 * megabyte }
export type TextKind = keyof typeof largest

/** @throws EngineError `model-broken` that names the file: it is not to be read. */
export function demandTextSize(path: string, bytes: number, kind: TextKind): void {
  if (bytes > largest[kind]) throw new EngineError('model-broken.text-size', { path, megabytes: Math.ceil(bytes / megabyte), max: largest[kind] / megabyte })
}
