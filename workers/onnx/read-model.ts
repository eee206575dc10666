// Reads an ONNX file's structure from a Blob of any size. What is larger than a kilobyte and holds no structure (weights) is
// not read: it becomes a slice of the Blob.
import { BlobCursor, broken } from './blob-cursor'
import type { Field, Message } from './fields'
import { has } from './fields'
import { MODEL, modelShape } from './schema'
import type { Shape } from './schema'

/** Bytes; larger contents stay where they are. */
export const readUpTo = 1024

export async function readModel(file: Blob): Promise<Message> {
  const model = await readMessage(new BlobCursor(file), file.size, modelShape)
  if (!has(model, MODEL.graph)) throw broken('no graph in the file')
  return model
}

async function readMessage(cursor: BlobCursor, end: number, shape: Shape): Promise<Message> {
  const fields: Field[] = []
  while (cursor.position < end) fields.push(await readField(cursor, end, shape))
  if (cursor.position > end) throw broken('a field is longer than the message around it')
  return fields
}

export async function readField(cursor: BlobCursor, end: number, shape: Shape): Promise<Field> {
  // A tag and a number have ten bytes each at most; nearly always they are at hand and nothing is awaited.
  if (cursor.lacks(20)) await cursor.fetch(20)
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
      if (inner) return { id, kind: 'message', message: await readMessage(cursor, start + length, inner) }
      if (length > readUpTo) {
        cursor.position += length
        return { id, kind: 'bytes', bytes: cursor.blob.slice(start, start + length) }
      }
      if (cursor.lacks(length)) await cursor.fetch(length)
      return { id, kind: 'bytes', bytes: cursor.take(length) }
    }
    default:
      throw broken(`a field of wire type ${tag % 8}`)
  }
}
