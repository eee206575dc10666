// The engine's library of models, with what it needs of the browser: the lists beside the page, IndexedDB and the network.
import { EngineError } from '../../src/core/errors/engine-error'
import type { Inspection, ModelSource } from '../../src/protocol/inspection'
import { inspectModel as inspect } from './inspect-model'
import { openModelLibrary } from './model-library'
import { browserWeb } from './web'
import { openLibraryRecords } from '../store/library-records'

// One folder above the worker script, built (assets/) and in development (workers/) alike: where the page is.
const pageUrl = new URL('../', self.location.href).href

export const library = openModelLibrary({ readList, pageUrl, records: openLibraryRecords(), web: browserWeb })

/** What a person brings, on the hub in the settings. */
export async function inspectModel(source: ModelSource, signal: AbortSignal, onItem: (path: string) => void = () => {}): Promise<Inspection> {
  return inspect(source, { hub: await library.hub(), signal, onItem })
}

async function readList(name: string): Promise<unknown> {
  const url = new URL(name, pageUrl)
  const response = await fetch(url).catch((error: unknown) => {
    throw new EngineError(navigator.onLine ? 'download-failed' : 'offline', 'The list of models could not be fetched.', 'Check the connection and reload the page.', String(error))
  })
  if (!response.ok) throw new EngineError('not-found', 'The list of models is missing from this site.', 'Reload the page; if it stays away, the site is incomplete.', `${url.href}: ${response.status}`)
  return response.json().catch((error: unknown) => {
    throw new EngineError('bad-manifest', 'The list of models is not valid JSON.', 'Reload the page; if it stays broken, the site is incomplete.', String(error))
  })
}
