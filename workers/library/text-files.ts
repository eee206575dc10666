// The text files of a model, looked at before they are believed: not larger than their kind is, no pointer of git-lfs, no page of a
// server that shows one for everything, and in the form that their kind has.
import { EngineError } from '../../src/core/errors/engine-error'
import type { Config } from '../../src/core/families/configs'
import { parsePythonJson } from '../../src/core/families/python-json'
import { demandTextSize } from '../../src/core/families/text-bounds'
import type { TextKind } from '../../src/core/families/text-bounds'
import { pointerIn, pointerProblem } from './lfs-pointer'
import type { ModelFolder } from './model-folder'

export async function readText(folder: ModelFolder, path: string, kind: TextKind): Promise<string> {
  const blob = await folder.open(path)
  const pointer = await pointerIn(blob)
  if (pointer) throw pointerProblem(path, blob.size, pointer.bytes)
  demandTextSize(path, blob.size, kind)
  const source = await blob.text()
  if (source.trim() === '') throw new EngineError('model-broken.text-empty', { path })
  if (/^\s*<(!doctype|html|\?xml|head|body)\b/i.test(source)) throw new EngineError('model-broken.text-page', { path }, source.slice(0, 100))
  return source
}

/** A JSON object; null where there is no such file. */
export async function readJson(folder: ModelFolder, path: string | undefined, kind: TextKind = 'config'): Promise<Config | null> {
  if (path === undefined) return null
  const source = await readText(folder, path, kind)
  try {
    const parsed = parsePythonJson(source)
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Config
    throw new TypeError(`it holds ${source.slice(0, 20)}`)
  } catch (error) {
    throw new EngineError('model-broken.json', { path }, String(error))
  }
}

/** Words and their numbers, of vocab.json itself or out of a tokenizer.json. */
export function demandVocabulary(path: string, found: unknown): Record<string, number> {
  const entries = typeof found === 'object' && found !== null && !Array.isArray(found) ? Object.values(found) : []
  const counts = entries.every((id) => Number.isSafeInteger(id) && Number(id) >= 0 && Number(id) < 10_000_000)
  if (entries.length === 0 || !counts) throw new EngineError('model-broken.text-vocabulary', { path }, JSON.stringify(found)?.slice(0, 100))
  return found as Record<string, number>
}

/** Pairs that make words of the vocabulary: without them a prompt falls into letters and nobody says so. */
export function demandMerges(path: string, text: string, vocabulary: Readonly<Record<string, number>>): void {
  const lines = text.split(/\r?\n/).filter((line, at) => line.trim() !== '' && !(at === 0 && line.startsWith('#version')))
  // CLIP's own ends in pairs that its vocabulary does not have; a foreign file has hardly any that it has.
  const known = lines.filter((line) => {
    const [left, right, ...more] = line.split(' ')
    return left && right && more.length === 0 && Object.hasOwn(vocabulary, left + right)
  })
  if (known.length === 0 || known.length < lines.length / 2) throw new EngineError('model-broken.text-merges', { path, lines: lines.length, known: known.length }, text.slice(0, 100))
}
