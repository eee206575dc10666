// The engine's library of models, with what it needs of the browser: the lists beside the page, IndexedDB and the network.
import { EngineError } from '../../src/core/errors/engine-error'
import { openLibraryRecords } from '../store/library-records'
import { openModelLibrary } from './model-library'
import type { ModelLibrary } from './model-library'
import { browserWeb } from './web'

export function openBrowserLibrary(): ModelLibrary {
  // One folder above the worker script, built (assets/) and in development (workers/) alike: where the page is.
  const pageUrl = new URL('../', self.location.href).href
  return openModelLibrary({ readList: (name) => readList(new URL(name, pageUrl)), pageUrl, records: openLibraryRecords(), web: browserWeb })
}

async function readList(url: URL): Promise<unknown> {
  const response = await fetch(url).catch((error: unknown) => {
    throw new EngineError(navigator.onLine ? 'download-failed' : 'offline', 'The list of models could not be fetched.', 'Check the connection and reload the page.', String(error))
  })
  if (!response.ok) throw new EngineError('not-found', 'The list of models is missing from this site.', 'Reload the page; if it stays away, the site is incomplete.', `${url.href}: ${response.status}`)
  return response.json().catch((error: unknown) => {
    throw new EngineError('bad-manifest', 'The list of models is not valid JSON.', 'Reload the page; if it stays broken, the site is incomplete.', String(error))
  })
}
