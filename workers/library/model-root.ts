// Where in a folder the model is: at the top, in one folder below, or in several, of which a person must choose.
import { EngineError } from '../../src/core/errors/engine-error'
import { subfolder } from './model-folder'
import type { ModelFolder } from './model-folder'

/** The folder that the model is in, where it is not at the top; the choice where several are in one. */
export function rootOf(whole: ModelFolder): { folder: ModelFolder; choices: string[]; warnings: EngineError[] } {
  const paths = whole.files().map(({ path }) => path)
  const roots = paths.filter((path) => /(^|\/)model_index\.json$/.test(path)).map((path) => path.slice(0, -'model_index.json'.length))
  const inner = roots.filter((root) => root !== '' && paths.some((path) => path.startsWith(root) && path.endsWith('.onnx')))
  if (!roots.includes('')) {
    return { folder: inner.length === 1 ? subfolder(whole, inner[0]!) : whole, choices: inner.length > 1 ? inner.map((root) => root.slice(0, -1)) : [], warnings: [] }
  }
  if (inner.length === 0) return { folder: whole, choices: [], warnings: [] }
  const names = inner.map((root) => root.slice(0, -1))
  const files = () => whole.files().filter(({ path }) => !inner.some((root) => path.startsWith(root)))
  return { folder: { ...whole, files }, choices: [], warnings: [new EngineError('bad-request.left-out', { names: names.join(', ') })] }
}
