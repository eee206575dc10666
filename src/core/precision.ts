// Which set of a model's graphs a machine runs, and which files each needs. A browser without the features that a set
// requires cannot even open its graphs, so the choice is made before anything is downloaded.
import type { GpuFeature, ModelFile, ModelGraph, ModelManifest, ModelPrecision } from './manifest'

/** What of a machine decides it. */
export interface Machine {
  backend: 'webgpu' | 'wasm'
  /** Of the adapter; wasm never has it. */
  shaderF16: boolean
}

export interface PrecisionChoice {
  precision: ModelPrecision
  /** Whether it is the one that was wished for; false also when nothing was. */
  asWished: boolean
}

/** The graphs that few pictures need: their files are fetched when they are first used. */
export type Edition = 'xrayUnet' | 'instantUnet'

/** Models up to this size are loaded unasked; bigger ones wait for a yes. */
export const autoLoadBytes = 40 * 1024 * 1024

/** Features that `precision` requires and the machine lacks. */
export function missingFeatures(precision: ModelPrecision, machine: Machine): GpuFeature[] {
  const there: Record<GpuFeature, boolean> = { 'shader-f16': machine.backend === 'webgpu' && machine.shaderF16 }
  return (precision.requires ?? []).filter((feature) => !there[feature])
}

/** The wished precision if the model has it and the machine can run it, else the first that it can; null when it can run none. */
export function choosePrecision(manifest: ModelManifest, machine: Machine, wished: string | null): PrecisionChoice | null {
  const able = manifest.precisions.filter((precision) => missingFeatures(precision, machine).length === 0)
  const asked = able.find(({ id }) => id === wished)
  const precision = asked ?? able[0]
  return precision ? { precision, asWished: asked !== undefined } : null
}

/** What must be stored before the precision makes pictures. */
export function filesOf(manifest: ModelManifest, { graphs }: ModelPrecision): ModelFile[] {
  const tokenizers = [manifest.tokenizer, manifest.tokenizer2].flatMap((files) => [files?.tokenizer, files?.merges, files?.config])
  const needed = [graphs.textEncoder, graphs.textEncoder2, graphs.unet, graphs.vaeDecoder].flatMap((graph) => (graph ? pathsOf(graph) : []))
  const paths = [...tokenizers, ...needed]
  return manifest.files.filter(({ path }) => paths.includes(path))
}

/** The files of one graph. */
export function filesOfGraph(manifest: ModelManifest, graph: ModelGraph): ModelFile[] {
  const paths = pathsOf(graph)
  return manifest.files.filter(({ path }) => paths.includes(path))
}

function pathsOf({ graph, externalData }: ModelGraph): string[] {
  return [graph, ...Object.values(externalData)]
}
