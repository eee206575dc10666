// Reads what decides of a model file on a server: its nodes, inputs and outputs. Weights inside a file stand between them, a
// thousand jumps for two gigabytes, each a request. Writers put fields in the order of their numbers, so the inputs stand right
// behind the last weight and are found from the end; where that fails the file is read straight through.
import { BlobCursor } from './blob-cursor'
import { text, texts } from './fields'
import type { Field, Message } from './fields'
import { readField, readModel } from './read-model'
import { GRAPH, MODEL, modelShape, NODE, VALUE } from './schema'

/** Files up to this size are few requests anyway. */
const smallFile = 24 * 1024 * 1024
/** Weights looked at before the rest is jumped over: enough to tell what they are stored in. */
const weightsSeen = 24
/** How far before the end of the graph the inputs are looked for. Behind them stand the shapes of inner tensors. */
const tails = [64 * 1024, 1024 * 1024, 8 * 1024 * 1024]
const inputTag = (GRAPH.input << 3) | 2

export async function peekModel(file: Blob): Promise<Message> {
  if (file.size <= smallFile) return readModel(file)
  return (await readEnds(file)) ?? readModel(file)
}

/** The model without most of its weights; null where the file is not laid out so. */
async function readEnds(file: Blob): Promise<Message | null> {
  const cursor = new BlobCursor(file)
  const model: Field[] = []
  while (cursor.position < file.size) {
    const place = await graphAt(cursor, file.size)
    if (!place) {
      model.push(await readField(cursor, file.size, modelShape))
      continue
    }
    const graph = await readGraphEnds(file, cursor, place.end)
    if (!graph) return null
    model.push({ id: MODEL.graph, kind: 'message', message: graph })
    cursor.position = place.end
  }
  return model.some(({ id }) => id === MODEL.graph) ? model : null
}

/** Moves the cursor into the graph if that is the next field. */
async function graphAt(cursor: BlobCursor, size: number): Promise<{ end: number } | null> {
  const start = cursor.position
  if (cursor.lacks(20)) await cursor.fetch(20)
  if (Number(cursor.varint()) === ((MODEL.graph << 3) | 2)) {
    const length = Number(cursor.varint())
    if (cursor.position + length <= size) return { end: cursor.position + length }
  }
  cursor.position = start
  return null
}

async function readGraphEnds(file: Blob, cursor: BlobCursor, end: number): Promise<Message | null> {
  const shape = modelShape[MODEL.graph]!
  const head: Field[] = []
  for (let weights = 0; cursor.position < end && weights < weightsSeen; ) {
    const field = await readField(cursor, end, shape)
    head.push(field)
    if (field.id === GRAPH.initializer) weights += 1
  }
  if (cursor.position === end) return head
  const told = (id: number) => head.some((field) => field.id === id)
  if (told(GRAPH.input) && told(GRAPH.output)) return head
  const tail = await readTail(file, head, cursor.position, end)
  return tail && [...head, ...tail]
}

/** The fields from the first input to the end of the graph. */
async function readTail(file: Blob, head: Message, from: number, end: number): Promise<Message | null> {
  const nodes = head.flatMap((field) => (field.id === GRAPH.node && field.kind === 'message' ? [field.message] : []))
  const read = new Set(nodes.flatMap((node) => texts(node, NODE.input)))
  const made = new Set(nodes.flatMap((node) => texts(node, NODE.output)))
  for (const length of tails) {
    const start = Math.max(from, end - length)
    const bytes = new Uint8Array(await file.slice(start, end).arrayBuffer())
    for (let at = bytes.indexOf(inputTag); at >= 0; at = bytes.indexOf(inputTag, at + 1)) {
      const fields = beginsInput(bytes, at, read) ? await fieldsOf(bytes.subarray(at)) : null
      if (fields && isTail(fields, read, made)) return fields
    }
    if (start === from) break
  }
  return null
}

/** Behind the tag: the length of the description, the tag of its name, the length of that, and a name that a node reads. */
function beginsInput(bytes: Uint8Array, at: number, read: ReadonlySet<string>): boolean {
  const nameTag = bytes[at + 1]! < 0x80 ? at + 2 : at + 3
  const length = bytes[nameTag + 1] ?? 0
  return bytes[nameTag] === ((VALUE.name << 3) | 2) && read.has(new TextDecoder().decode(bytes.subarray(nameTag + 2, nameTag + 2 + length)))
}

/** Null unless field follows field exactly to the end. */
async function fieldsOf(bytes: Uint8Array<ArrayBuffer>): Promise<Message | null> {
  const cursor = new BlobCursor(new Blob([bytes]))
  const fields: Field[] = []
  try {
    while (cursor.position < bytes.length) fields.push(await readField(cursor, bytes.length, modelShape[MODEL.graph]!))
    return fields
  } catch {
    return null // the bytes were those of a weight
  }
}

/** Inputs that nobody makes, outputs that nodes make, and nothing that stands before them in a file. */
function isTail(fields: Message, read: ReadonlySet<string>, made: ReadonlySet<string>): boolean {
  const names = (id: number) => fields.flatMap((field) => (field.id === id && field.kind === 'message' ? [text(field.message, VALUE.name)] : []))
  const [inputs, outputs] = [names(GRAPH.input), names(GRAPH.output)]
  return inputs.length > 0 && outputs.length > 0 && inputs.some((name) => read.has(name)) && !inputs.some((name) => made.has(name)) && outputs.every((name) => made.has(name)) && fields.every(({ id }) => id > GRAPH.initializer)
}
