// A graph out of storage in the form that the runtime takes: repaired where an export needs it, its weights beside it. Neither is
// read here: weights stay slices of the stored files.
import type { ModelGraph } from '../../src/core/manifest'
import type { GraphRepair } from '../../src/protocol/loaded-model'
import { repairModel } from '../onnx/repair-model'
import type { GraphFiles } from '../ort/session'

export interface PipelineFiles {
  /** The stored file at this manifest path. */
  open(path: string): Promise<Blob>
  /** Hears what a graph needed before it could be opened. */
  onRepair?(repair: GraphRepair): void
}

export async function openGraphFiles({ graph: path, externalData, session }: ModelGraph, files: PipelineFiles): Promise<GraphFiles> {
  const stored = await Promise.all(Object.entries(externalData).map(async ([location, file]) => ({ path: location, data: await files.open(file) })))
  const { graph, externalData: data, applied } = await repairModel(await files.open(path), stored)
  for (const repair of applied) files.onRepair?.({ graph: path, ...repair })
  return { name: path, graph, externalData: data, ...(session && { session }) }
}
