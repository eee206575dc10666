// The engine's library of models, with what it needs of the browser: the lists beside the page, IndexedDB and the network.
import { openLibraryRecords } from '../store/library-records'
import { openModelLibrary } from './model-library'
import type { ModelLibrary } from './model-library'
import { readModelList } from './model-list'
import { browserWeb } from './web'

export function openBrowserLibrary(): ModelLibrary {
  // One folder above the worker script, built (assets/) and in development (workers/) alike: where the page is.
  const pageUrl = new URL('../', self.location.href).href
  return openModelLibrary({ readList: () => readModelList(new URL('models.manifest.json', pageUrl).href, (url) => fetch(url), () => navigator.onLine), pageUrl, records: openLibraryRecords(), web: browserWeb })
}
