// Reads an ONNX file's structure from a Blob of any size. What is larger than a kilobyte and holds no structure (weights) is
// not read: it becomes a slice of the Blob.
import { BlobCursor, broken } from './blob-cursor'
import type { Field, Message } from './fields'
import { has } from './fields'
import { MODEL, modelShape } from './schema'
import type { Shape } from './schema'

/** Bytes; larger contents stay where they are. */
export const readUpTo = 1024
/** Bytes of a message that is fetched as a whole and taken apart in one go, as nearly all nodes are. */
const takenAtOnce = 4096

/** Messages in one another, as protobuf's own readers allow; a graph in a graph takes three. */
const deepest = 100
/** A graph of SDXL has three hundred thousand. Each takes memory, of however few bytes it is made. */
const mostFields = 5_000_000

export async function readModel(file: Blob): Promise<Message> {
  const model = await readMessage(new BlobCursor(file), file.size, modelShape)
  if (!has(model, MODEL.graph)) throw broken('no graph in the file')
  return model
}

async function readMessage(cursor: BlobCursor, end: number, shape: Shape, depth = 0): Promise<Message> {
  demandDepth(depth)
  const fields: Field[] = []
  while (cursor.position < end) fields.push(await readField(cursor, end, shape, depth))
  if (cursor.position > end) throw broken('a field is longer than the message around it')
  return fields
}

export async function readField(cursor: BlobCursor, end: number, shape: Shape, depth = 0): Promise<Field> {
  // A tag and a number have ten bytes each at most.
  if (cursor.lacks(20)) await cursor.fetch(20)
  const field = takeField(cursor, end, shape, depth)
  if (field.kind !== 'later') return field
  const { id, length, inner } = field
  const stop = cursor.position + length
  if (inner && length > takenAtOnce) return { id, kind: 'message', message: await readMessage(cursor, stop, inner, depth + 1) }
  await cursor.fetch(length)
  return inner ? { id, kind: 'message', message: takeMessage(cursor, stop, inner, depth + 1) } : { id, kind: 'bytes', bytes: cursor.take(length) }
}

/** The contents of a field whose beginning was read and whose end is not at hand. */
interface Later { id: number; kind: 'later'; length: number; inner: Shape | undefined }

/** The next field, of which a tag and a number are at hand. Nothing is awaited: a graph has tens of thousands of fields. */
function takeField(cursor: BlobCursor, end: number, shape: Shape, depth: number): Field | Later {
  cursor.fields += 1
  if (cursor.fields > mostFields) throw broken(`more than ${mostFields} fields`)
  const tag = Number(cursor.varint())
  const id = Math.floor(tag / 8)
  if (id === 0) throw broken('a field of number 0')
  switch (tag % 8) {
    case 0:
      return { id, kind: 'varint', value: cursor.varint() }
    case 1:
      return { id, kind: 'fixed', bytes: cursor.take(8) }
    case 5:
      return { id, kind: 'fixed', bytes: cursor.take(4) }
    case 2: {
      const length = Number(cursor.varint())
      const start = cursor.position
      if (start + length > end) throw broken('a field is longer than the message around it')
      const inner = shape[id]
      if (!inner && length > readUpTo) {
        cursor.position += length
        return { id, kind: 'bytes', bytes: cursor.blob.slice(start, start + length) }
      }
      if (cursor.lacks(length) || (inner && length > takenAtOnce)) return { id, kind: 'later', length, inner }
      return inner ? { id, kind: 'message', message: takeMessage(cursor, start + length, inner, depth + 1) } : { id, kind: 'bytes', bytes: cursor.take(length) }
    }
    default:
      throw broken(`a field of wire type ${tag % 8}`)
  }
}

/** A message that is at hand as a whole. */
function takeMessage(cursor: BlobCursor, end: number, shape: Shape, depth: number): Message {
  demandDepth(depth)
  const fields: Field[] = []
  while (cursor.position < end) {
    const field = takeField(cursor, end, shape, depth)
    if (field.kind === 'later') throw broken('a field is longer than the message around it')
    fields.push(field)
  }
  if (cursor.position > end) throw broken('a field is longer than the message around it')
  return fields
}

/** Whoever reads the model later goes down as deep, on a stack that ends. */
function demandDepth(depth: number): void {
  if (depth > deepest) throw broken(`messages more than ${deepest} deep in one another`)
}
