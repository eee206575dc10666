// Which stored models to remove so that something else fits: those unused for longest, and none more than it takes.

export interface StoredModel {
  /** Of its manifest. */
  id: string
  lastUsed: number
  /** Stored bytes of each of its files, by the file's name in storage. */
  files: ReadonlyMap<string, number>
}

export interface Removal {
  id: string
  /** What is stored of it, files included that another model shares. */
  bytes: number
  lastUsed: number
}

export interface Room {
  /** Null where the browser does not tell. */
  freeBytes: number | null
  /** Whether it fits once these are removed. */
  enough: boolean
  /** Longest unused first; empty when it fits as it is. */
  remove: Removal[]
}

/** @param kept names of files that must stay: a removed model gives no room where it shares them. */
export function modelsToRemove(missingBytes: number, models: readonly StoredModel[], kept: ReadonlySet<string>): Pick<Room, 'enough' | 'remove'> {
  const freedBy = (removed: readonly StoredModel[]): number => {
    const staying = new Set(models.filter((model) => !removed.includes(model)).flatMap(({ files }) => [...files.keys()]))
    const freed = new Map(removed.flatMap(({ files }) => [...files]).filter(([id]) => !staying.has(id) && !kept.has(id)))
    return sum(freed.values())
  }
  let chosen: StoredModel[] = []
  for (const model of models.toSorted((a, b) => a.lastUsed - b.lastUsed)) {
    if (freedBy(chosen) >= missingBytes) break
    chosen.push(model)
  }
  // A small model before a big one may have been for nothing.
  for (const model of chosen) {
    const others = chosen.filter((other) => other !== model)
    if (freedBy(others) >= Math.min(missingBytes, freedBy(chosen))) chosen = others
  }
  return {
    enough: freedBy(chosen) >= missingBytes,
    remove: chosen.map(({ id, lastUsed, files }) => ({ id, lastUsed, bytes: sum(files.values()) })),
  }
}

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, number) => total + number, 0)
