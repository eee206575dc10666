// Moves the weights of a single-file model out of the graph. Weights inside it pass through the wasm heap, which grows to three
// times their size and never shrinks; as external data they go from disk to GPU one tensor at a time. Nothing is copied: the
// data files are made of slices of the model file.
import type { Change } from './change'
import { child, integer, isText, messageField, textField, withFields } from './fields'
import type { Field, Message } from './fields'
import { attributeOf, graphOf, outputsOf, withGraph } from './graph'
import { ATTRIBUTE, GRAPH, MODEL, NODE, TENSOR, TYPES } from './schema'
import { byteLength, dataOf, inlineBytes, isExternal, typeOf, withPlace } from './tensor'
import type { ExternalFile } from './tensor'

export interface ExternalOptions {
  /** Data files are called `<path>_0`, `<path>_1`, ... */
  path: string
  /** Tensors below this many bytes stay in the graph: the runtime looks at small ones (shapes, axes) when it opens it. */
  smallest?: number
  /** A new data file begins before this many bytes: one ArrayBuffer of 2 GB is too much for some browsers. */
  fileBytes?: number
}

/** Any element type may begin on a multiple of this. */
const alignment = 64
const aligned = (offset: number): number => Math.ceil(offset / alignment) * alignment

/** Bytes of weights that lie in the graph file itself. */
export function inlineWeightBytes(model: Message): number {
  return graphOf(model).reduce((sum, field) => {
    const tensor = tensorIn(field)
    return sum + (tensor ? inlineBytes(tensor) : 0)
  }, 0)
}

/** Places: tensors moved. */
export async function externalWeights(model: Message, { path, smallest = 1024, fileBytes = 2 ** 30 }: ExternalOptions): Promise<Change & { externalData: ExternalFile[] }> {
  const graph = graphOf(model)
  const files = new DataFiles(path, fileBytes)
  // Before IR version 4 an initializer had to be an input as well, and a constant is none.
  const hoists = integer(model, MODEL.irVersion) >= 4
  const moved: Field[] = []
  const rest: Field[] = []
  let places = 0
  for (const field of graph) {
    const tensor = tensorIn(field)
    const constant = field.id === GRAPH.node
    if (!tensor || inlineBytes(tensor) < smallest || isExternal(tensor) || typeOf(tensor) === TYPES.string || (constant && !hoists)) {
      rest.push(field)
      continue
    }
    const outside = withPlace(tensor, files.place(await dataOf(tensor, []), byteLength(tensor)))
    if (constant && field.kind === 'message') {
      // The runtime reads external data of initializers only, so a constant becomes one.
      moved.push(messageField(GRAPH.initializer, withFields(outside, TENSOR.name, [textField(TENSOR.name, outputsOf(field.message)[0]!)])))
    } else rest.push(messageField(GRAPH.initializer, outside))
    places += 1
  }
  if (places === 0) return { model, places, externalData: [] }
  const initializers = [...rest.filter(({ id }) => id === GRAPH.initializer), ...moved]
  return { model: withGraph(model, withFields(rest, GRAPH.initializer, initializers)), places, externalData: files.finish() }
}

/** The tensor of an initializer or of a Constant node. */
function tensorIn(field: Field): Message | null {
  if (field.kind !== 'message') return null
  if (field.id === GRAPH.initializer) return field.message
  if (field.id !== GRAPH.node || !isText(field.message, NODE.opType, 'Constant')) return null
  const value = attributeOf(field.message, 'value')
  return (value && child(value, ATTRIBUTE.t)) ?? null
}

/** Lays tensors one behind the other into one file or several. */
export class DataFiles {
  #files: { path: string; parts: BlobPart[]; size: number }[] = []

  constructor(
    readonly path: string,
    readonly fileBytes: number,
  ) {}

  place(data: Blob, length: number): { path: string; offset: number; length: number } {
    let file = this.#files.at(-1)
    if (!file || (file.size > 0 && aligned(file.size) + length > this.fileBytes)) {
      file = { path: `${this.path}_${this.#files.length}`, parts: [], size: 0 }
      this.#files.push(file)
    }
    const offset = aligned(file.size)
    file.parts.push(new Uint8Array(offset - file.size), data)
    file.size = offset + length
    return { path: file.path, offset, length }
  }

  finish(): ExternalFile[] {
    return this.#files.map(({ path, parts }) => ({ path, data: new Blob(parts) }))
  }
}
