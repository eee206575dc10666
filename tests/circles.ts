// Finds files that import each other in a circle. One of values can meet a module that has not run yet; one that only types close
// runs, but its files can no longer be read or moved one at a time. Both are named, each with its kind.
import { posix } from 'node:path'
import type { Reference } from './imports'

/** From a file to the files it imports. */
type Graph = Map<string, Set<string>>

/** A sentence for each circle among files (path → what it names). Of circles that share an import only the shortest is told. */
export function circles(files: ReadonlyMap<string, readonly Reference[]>): string[] {
  const [values, all] = graphsOf(files)
  const told = new Set<string>()
  const found: string[] = []
  // Those of values first, or a shorter one of types could hide them.
  for (const [graph, kind] of [[values, 'imports'], [all, 'imports, some only of types']] as const) {
    for (const circle of circlesIn(graph)) {
      const steps = circle.slice(1).map((to, at) => `${circle[at]} → ${to}`)
      if (steps.some((step) => told.has(step))) continue
      for (const step of steps) told.add(step)
      found.push(`a circle of ${kind}: ${circle.join(' → ')}`)
    }
  }
  return found
}

/** What is imported when the app runs, and that together with types. A file that is named by URL is a program of its own. */
function graphsOf(files: ReadonlyMap<string, readonly Reference[]>): [values: Graph, all: Graph] {
  const [values, all]: [Graph, Graph] = [new Map(), new Map()]
  for (const [path, references] of files) {
    const edges = references.flatMap(({ kind, to }) => {
      const target = to?.startsWith('.') && kind !== 'url' ? withEnding(posix.join(posix.dirname(path), to), files) : undefined
      return target ? [{ kind, target }] : []
    })
    values.set(path, new Set(edges.filter(({ kind }) => kind === 'value').map(({ target }) => target)))
    all.set(path, new Set(edges.map(({ target }) => target)))
  }
  return [values, all]
}

/** Imports leave out the ending. Undefined for what is none of the files. */
function withEnding(path: string, files: ReadonlyMap<string, unknown>): string | undefined {
  return ['', '.ts', '.tsx', '/index.ts'].map((ending) => path + ending).find((file) => files.has(file))
}

/** The shortest circle through each import, shortest first, as a path that ends where it begins: at its first file by name. */
function circlesIn(graph: Graph): string[][] {
  const found = [...graph].flatMap(([from, targets]) => [...targets].flatMap((to) => {
    const circle = shortestPath(graph, to, from)
    if (!circle) return []
    const first = circle.indexOf(circle.toSorted()[0]!)
    return [[...circle.slice(first), ...circle.slice(0, first + 1)]]
  }))
  return found.toSorted((a, b) => a.length - b.length)
}

/** Breadth first; both ends are part of it. */
function shortestPath(graph: Graph, from: string, to: string): string[] | null {
  const cameFrom = new Map<string, string | null>([[from, null]])
  for (const file of cameFrom.keys()) { // it grows while it is walked
    if (file === to) {
      const path: string[] = []
      for (let at: string | null = to; at !== null; at = cameFrom.get(at) ?? null) path.unshift(at)
      return path
    }
    for (const next of graph.get(file) ?? []) if (!cameFrom.has(next)) cameFrom.set(next, file)
  }
  return null
}
