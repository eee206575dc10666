// Graphs → the precisions of a model: one for each UNet, with the parts that go with it.
import type { Component } from '../../src/core/families/components'
import { weightType } from '../../src/core/families/graph-facts'
import type { GraphFacts } from '../../src/core/families/graph-facts'
import type { ModelGraph, ModelGraphs, ModelPrecision } from '../../src/core/manifest'
import type { GraphFile } from './read-graphs'

export interface FoundPrecision {
  precision: ModelPrecision
  parts: GraphFile[]
}

/**
 * The preferred ones first: halves, where there is anything else for machines that have none. Of the same precision twice, the
 * first. `graphs` has a UNet, a text encoder and a VAE decoder.
 */
export function foundPrecisions(graphs: readonly GraphFile[]): FoundPrecision[] {
  const found = graphs.filter(({ component }) => component === 'unet').map((unet) => precisionOf(unet, graphs))
  const distinct = found.filter(({ precision }, at) => found.findIndex((other) => other.precision.id === precision.id) === at)
  // Where nothing but halves is to be had they are tried everywhere: wasm computes them as singles.
  const choice = distinct.some(({ parts }) => !needsHalves(parts))
  const demanding = distinct.map(({ precision, parts }): FoundPrecision => ({ parts, precision: choice && needsHalves(parts) ? { id: precision.id, requires: ['shader-f16'], graphs: precision.graphs } : precision }))
  return demanding.toSorted((a, b) => Number(b.precision.requires !== undefined) - Number(a.precision.requires !== undefined))
}

const needsHalves = (parts: readonly GraphFile[]): boolean => parts.some(({ component, facts }) => component !== 'vaeEncoder' && facts.half)

function precisionOf(unet: GraphFile, graphs: readonly GraphFile[]): FoundPrecision {
  const others = (['textEncoder', 'textEncoder2', 'vaeDecoder', 'vaeEncoder'] as const).map((component) => nearest(component, unet, graphs))
  const parts = [unet, ...others.filter((part) => part !== undefined)]
  const byComponent = Object.fromEntries(parts.map((part) => [part.component, modelGraph(part)])) as unknown as ModelGraphs
  return { precision: { id: unet.variant ?? storedAs(unet.facts), graphs: byComponent }, parts }
}

/** For a file whose name does not say: after the type that most of its weights have. */
function storedAs(facts: GraphFacts): string {
  const type = weightType(facts)
  const packed = type === 'uint8' && facts.packedBits > 0 && facts.packedBits <= 4
  if (type.endsWith('int4') || packed) return facts.half ? 'q4f16' : 'q4'
  if (type.endsWith('int8')) return facts.half ? 'q8f16' : 'q8'
  return facts.half ? 'fp16' : 'fp32'
}

/** The part in the UNet's precision where it is there in that, else the one that resembles it most. */
function nearest(component: Component, unet: GraphFile, graphs: readonly GraphFile[]): GraphFile | undefined {
  const likeness = ({ variant, file, facts }: GraphFile) =>
    (variant === unet.variant ? 8 : 0) + (inHalves(variant) === inHalves(unet.variant) ? 4 : 0) + (facts.half === unet.facts.half ? 2 : 0) + Math.min(1, sharedFolders(file.path, unet.file.path) / 8)
  return graphs.filter((graph) => graph.component === component).toSorted((a, b) => likeness(b) - likeness(a))[0]
}

const inHalves = (variant: string | null): boolean => variant !== null && variant.endsWith('16')

function sharedFolders(a: string, b: string): number {
  const [mine, others] = [a.split('/').slice(0, -1), b.split('/')]
  const differs = mine.findIndex((folder, at) => folder !== others[at])
  return differs < 0 ? mine.length : differs
}

function modelGraph({ file, externalData }: GraphFile): ModelGraph {
  return { graph: file.path, externalData: Object.fromEntries(Object.entries(externalData).map(([location, { path }]) => [location, path])) }
}
