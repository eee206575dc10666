// The engine's library of models, with what it needs of the browser: the lists beside the page, IndexedDB and the network.
import { EngineError } from '../../src/core/errors/engine-error'
import { openLibraryRecords } from '../store/library-records'
import { openModelLibrary } from './model-library'
import type { ModelLibrary } from './model-library'
import { browserWeb } from './web'

export function openBrowserLibrary(): ModelLibrary {
  // One folder above the worker script, built (assets/) and in development (workers/) alike: where the page is.
  const pageUrl = new URL('../', self.location.href).href
  return openModelLibrary({ readList: () => readList(new URL('models.manifest.json', pageUrl)), pageUrl, records: openLibraryRecords(), web: browserWeb })
}

async function readList(url: URL): Promise<unknown> {
  const response = await fetch(url).catch((error: unknown) => {
    throw new EngineError(navigator.onLine ? 'download-failed.model-list' : 'offline.model-list', {}, String(error))
  })
  if (!response.ok) throw new EngineError('not-found.model-list', {}, `${url.href}: ${response.status}`)
  return response.json().catch((error: unknown) => {
    throw new EngineError('bad-manifest.json', {}, String(error))
  })
}
