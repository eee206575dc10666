// What a model folder itself says of its size: the largest tensor of all its graphs, weights outside them included.
import { graphOf } from '../../workers/onnx/graph'
import { messages } from '../../workers/onnx/fields'
import { readModel } from '../../workers/onnx/read-model'
import { GRAPH } from '../../workers/onnx/schema'
import { byteLength } from '../../workers/onnx/tensor'
import { nodeFolder } from '../layouts/node-folder'

/** Bytes; 0 for a folder without graphs. */
export async function largestTensor(folder: string): Promise<number> {
  const source = nodeFolder(folder)
  let largest = 0
  for (const { path } of source.files()) {
    if (!path.endsWith('.onnx')) continue
    const graph = graphOf(await readModel(await source.open(path)))
    for (const tensor of messages(graph, GRAPH.initializer)) largest = Math.max(largest, byteLength(tensor))
  }
  return largest
}
