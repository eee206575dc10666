// A folder of files → a model, or the first thing that is in the way, as an error: for scripts and tests, which want no report.
import { EngineError, errorFrom } from '../../src/core/errors/engine-error'
import type { ModelManifest } from '../../src/core/manifest'
import { inspectFolder } from './inspect-folder'
import type { ModelFolder } from './model-folder'

export interface FolderModel {
  manifest: ModelManifest
  /** Such as Stable Diffusion XL. */
  family: string
  /** Files of the folder that the model does not use. */
  unused: string[]
}

/** Rejects with the first problem, such as `model-broken`, naming what is missing or odd. */
export async function detectModel(folder: ModelFolder): Promise<FolderModel> {
  const { manifest, family, unused, problems } = await inspectFolder(folder)
  const [first] = problems
  if (first) throw errorFrom(first)
  if (!manifest || family === null) throw new EngineError('internal.no-model', {})
  return { manifest, family, unused: unused.map(({ path }) => path) }
}
