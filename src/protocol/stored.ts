// Where this origin keeps things: the names of its databases, and how one is opened so that a damaged one can still be used.
// Both threads open databases, and the rescue page lists them all.

export const databases = {
  models: { name: 'darkroom-models', store: 'parts' },
  library: { name: 'darkroom-library', store: 'records' },
  queue: { name: 'darkroom-queue', store: 'pages' },
  machine: { name: 'darkroom-machine', store: 'trials' },
} as const

/** What idb-keyval takes for a store of its own. */
export type OpenStore = <T>(mode: IDBTransactionMode, use: (store: IDBObjectStore) => T | PromiseLike<T>) => Promise<T>

/** Like idb-keyval's createStore; but a database without the store gets it, and none of our connections stands in anybody's way. */
export function openStore(database: string, store: string): OpenStore {
  let opening: Promise<IDBDatabase> | undefined
  const connect = (version?: number) => new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(database, version)
    request.addEventListener('upgradeneeded', () => void request.result.createObjectStore(store))
    request.addEventListener('blocked', () => reject(new DOMException(`another page holds ${database}`, 'InvalidStateError')))
    request.addEventListener('error', () => reject(request.error ?? new Error('no reason given')))
    request.addEventListener('success', () => {
      const found = request.result
      // Safari closes connections on its own; another page may want to mend the database, or the person to delete it.
      found.addEventListener('close', () => { opening = undefined })
      found.addEventListener('versionchange', () => {
        opening = undefined
        found.close()
      })
      resolve(found)
    })
  })
  const open = async () => {
    const found = await connect()
    if (found.objectStoreNames.contains(store)) return found
    found.close()
    return connect(found.version + 1)
  }
  return async (mode, use) => {
    const mine = (opening ??= open())
    const connection = await mine.catch((thrown: unknown) => {
      if (opening === mine) opening = undefined
      throw thrown
    })
    return use(connection.transaction(store, mode).objectStore(store))
  }
}
