// Every graph in a folder that is a part of a model, and what stands in its way: damage, missing weights, operators that no
// browser runs. A part may be there several times, in several precisions; what is wrong with one need not matter.
import { EngineError } from '../../src/core/errors/engine-error'
import { componentOfGraph, componentOfPath, variantOf } from '../../src/core/families/components'
import type { Component } from '../../src/core/families/components'
import type { GraphFacts } from '../../src/core/families/graph-facts'
import { impossibleOperators } from '../../src/core/families/operators'
import { plainPath } from '../../src/core/hub'
import type { ModelFile } from '../../src/core/manifest'
import type { Message } from '../onnx/fields'
import { readGraphFacts } from './graph-facts'
import { pointerIn, pointerProblem } from './lfs-pointer'
import type { ModelFolder } from './model-folder'

export interface GraphFile {
  file: ModelFile
  component: Component
  facts: GraphFacts
  variant: string | null
  /** By the location written in the graph. */
  externalData: Record<string, ModelFile>
}

export interface UnusableGraph {
  path: string
  /** Null where neither its path nor its contents tell. */
  component: Component | null
  problem: EngineError
}

export interface Reading {
  /** Takes a file apart. */
  read?: (file: Blob) => Promise<Message>
  /** Hears what is looked at. */
  onItem?: (path: string) => void
  signal?: AbortSignal
}

/** Those without a precision in their name first. */
export async function readGraphs(folder: ModelFolder, { read, onItem, signal }: Reading): Promise<{ graphs: GraphFile[]; unusable: UnusableGraph[] }> {
  const graphs: GraphFile[] = []
  const unusable: UnusableGraph[] = []
  for (const file of folder.files().filter(({ path }) => path.endsWith('.onnx'))) {
    const named = componentOfPath(file.path)
    if (named === 'other') continue
    signal?.throwIfAborted()
    onItem?.(file.path)
    let component = named
    try {
      const facts = await factsOf(file, folder, read)
      component ??= componentOfGraph(facts)
      if (!component) continue
      demandOperators(file.path, facts)
      graphs.push({ file, component, facts, variant: variantOf(file.path), externalData: await weightsOf(file, facts, folder) })
    } catch (thrown) {
      signal?.throwIfAborted()
      if (!(thrown instanceof EngineError) || thrown.code !== 'model-broken') throw thrown // the server went away, not the file
      unusable.push({ path: file.path, component, problem: thrown })
    }
  }
  return { graphs: graphs.toSorted((a, b) => Number(a.variant !== null) - Number(b.variant !== null)), unusable }
}

async function factsOf({ path, bytes }: ModelFile, folder: ModelFolder, read: Reading['read']): Promise<GraphFacts> {
  const blob = await folder.open(path)
  const pointer = await pointerIn(blob)
  if (pointer) throw pointerProblem(path, blob.size, pointer.bytes)
  try {
    return await readGraphFacts(blob, read)
  } catch (thrown) {
    if (!(thrown instanceof EngineError) || thrown.code !== 'model-broken') throw thrown
    throw new EngineError('model-broken.damaged', { path, bytes: bytes.toLocaleString('en') }, thrown.detail)
  }
}

function demandOperators(path: string, facts: GraphFacts): void {
  const names = impossibleOperators(facts)
  if (names.length === 0) return
  throw new EngineError('model-broken.operators', { path, operators: names.join(', ') })
}

/** Locations are relative to the graph; exports write './weights.pb' too. */
async function weightsOf({ path }: ModelFile, { externalFiles }: GraphFacts, folder: ModelFolder): Promise<Record<string, ModelFile>> {
  const parent = path.slice(0, path.lastIndexOf('/') + 1)
  const found: Record<string, ModelFile> = {}
  for (const [location, needed] of externalFiles) {
    const plain = location.replace(/^(\.\/)+/, '')
    // An address of another server, a file of the system, a folder above: nothing is asked for before this.
    if (!plainPath.test(plain)) throw new EngineError('model-broken.location', { path, location: location.slice(0, 100) })
    const wanted = parent + plain
    const file = await folder.find(wanted)
    if (!file) throw new EngineError('model-broken.weights', { path, wanted }, location)
    if (file.bytes < needed) await demandWhole(file, needed, folder)
    found[location] = file
  }
  return found
}

async function demandWhole({ path, bytes }: ModelFile, needed: number, folder: ModelFolder): Promise<never> {
  const pointer = await pointerIn(await folder.open(path))
  if (pointer) throw pointerProblem(path, bytes, pointer.bytes)
  throw new EngineError('model-broken.cut', { path, bytes: bytes.toLocaleString('en'), needed: needed.toLocaleString('en') })
}
