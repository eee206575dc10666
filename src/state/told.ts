// What this browser was told of already and need not hear at every visit: names of what it stores and cannot read.

const key = 'darkroom.told'

/** Both may throw: some browsers block storage altogether. */
type Told = Pick<Storage, 'getItem' | 'setItem'>

export interface Telling {
  /** The names, unless every one of them was told of at the visit before. */
  toTell(names: readonly string[]): readonly string[]
}

/** What an earlier visit told of is read once: what is told now stays to be seen until the page goes. `store` may throw as well. */
export function createTelling(store: () => Told): Telling {
  let earlier: ReadonlySet<string> | null = null
  const read = (): ReadonlySet<string> => {
    try {
      const told: unknown = JSON.parse(store().getItem(key) ?? '[]')
      return new Set(Array.isArray(told) ? told.filter((name) => typeof name === 'string') : [])
    } catch {
      return new Set()
    }
  }
  return {
    toTell(names) {
      earlier ??= read()
      if (names.length === 0) return names
      try {
        store().setItem(key, JSON.stringify(names))
      } catch {
        // Blocked or full: it is told again at the next visit.
      }
      return names.every((name) => earlier!.has(name)) ? [] : names
    },
  }
}
