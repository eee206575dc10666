// models.manifest.json as the engine sees it: fetched once, checked, and looked up by id.
import { EngineError } from '../src/core/engine-error'
import type { ModelManifest } from '../src/core/manifest'
import { checkManifest } from '../src/core/manifest-check'

// One folder above the worker script, built (assets/) and in development (workers/) alike: where the page is.
const pageUrl = new URL('../', self.location.href)

let models: Promise<ModelManifest[]> | null = null

/** All known models with absolute base URLs. */
export function knownModels(): Promise<ModelManifest[]> {
  models ??= readManifest().catch((error: unknown) => {
    models = null
    throw error
  })
  return models
}

/** The model with this id. Rejects with `unknown-model`. */
export async function findModel(id: string): Promise<ModelManifest> {
  const model = (await knownModels()).find((known) => known.id === id)
  if (!model) throw new EngineError('unknown-model', `There is no model called “${id}”.`, 'Choose one of the models in the list.')
  return model
}

async function readManifest(): Promise<ModelManifest[]> {
  const url = new URL('models.manifest.json', pageUrl)
  const response = await fetch(url).catch((error: unknown) => {
    throw new EngineError(navigator.onLine ? 'download-failed' : 'offline', 'The list of models could not be fetched.', 'Check the connection and reload the page.', String(error))
  })
  if (!response.ok) throw new EngineError('not-found', 'The list of models is missing from this site.', 'Reload the page; if it stays away, the site is incomplete.', `${url.href}: ${response.status}`)
  const parsed: unknown = await response.json().catch((error: unknown) => {
    throw new EngineError('bad-manifest', 'The list of models is not valid JSON.', 'Reload the page; if it stays broken, the site is incomplete.', String(error))
  })
  return checkManifest(parsed).models.map((model) => ({ ...model, baseUrl: new URL(model.baseUrl, pageUrl).href }))
}
