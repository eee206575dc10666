// The model that the tests of this folder are about: its entry in the list, its files in public/.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ModelManifest } from '../../src/core/manifest'
import { checkManifest } from '../../src/core/manifest-check'

export const modelId = 'pictograms'

const root = join(import.meta.dirname, '..', '..')

export function readManifest(): ModelManifest {
  const { models } = checkManifest(JSON.parse(readFileSync(join(root, 'models.manifest.json'), 'utf8')))
  const model = models.find(({ id }) => id === modelId)
  if (!model) throw new Error(`the manifest has no model "${modelId}"`)
  return model
}

export function readModelFile({ baseUrl }: ModelManifest, path: string): Buffer<ArrayBuffer> {
  return readFileSync(join(root, 'public', baseUrl, path))
}

/** Throws when a model file is not the one that goldens were made from: the numbers would differ and say nothing of why. */
export function demandSameFiles(goldens: string, files: Record<string, string>): void {
  const manifest = readManifest()
  const others = Object.keys(files).filter((path) => createHash('sha256').update(readModelFile(manifest, path)).digest('hex') !== files[path])
  if (others.length > 0) throw new Error(`${goldens} was made from other model files (${others.join(', ')}): run tools/reference.py again.`)
}
