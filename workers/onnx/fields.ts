// A protobuf message as the list of its fields, in the file's order: what we know by number, the rest kept as it came.
// Nothing here is changed in place, so that a transformed model shares with the original whatever it left alone.
// Encoding: https://protobuf.dev/programming-guides/encoding

import { broken } from './blob-cursor'

/** Bytes at hand, or bytes that stay where they are (on disk) until somebody reads them. */
export type Bytes = Uint8Array<ArrayBuffer> | Blob

export type Field =
  | { id: number; kind: 'varint'; value: bigint }
  /** 4 or 8 bytes: a float or a double. */
  | { id: number; kind: 'fixed'; bytes: Uint8Array<ArrayBuffer> }
  | { id: number; kind: 'bytes'; bytes: Bytes }
  | { id: number; kind: 'message'; message: Message }

export type Message = readonly Field[]

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export const textField = (id: number, value: string): Field => ({ id, kind: 'bytes', bytes: encoder.encode(value) })
export const integerField = (id: number, value: number): Field => ({ id, kind: 'varint', value: BigInt.asUintN(64, BigInt(value)) })
export const messageField = (id: number, message: Message): Field => ({ id, kind: 'message', message })
export const bytesField = (id: number, bytes: Bytes): Field => ({ id, kind: 'bytes', bytes })

export const lengthOf = (bytes: Bytes): number => (bytes instanceof Blob ? bytes.size : bytes.length)

export function has(message: Message, id: number): boolean {
  return message.some((field) => field.id === id)
}

export function texts(message: Message, id: number): string[] {
  // A text so long that it was left on disk is no name of anything.
  return message.flatMap((field) => (field.id === id && field.kind === 'bytes' && !(field.bytes instanceof Blob) ? [decoder.decode(field.bytes)] : []))
}

export function text(message: Message, id: number): string {
  return texts(message, id).at(-1) ?? ''
}

/** Whether the text under `id` is this one. Quicker than reading it: a graph has thousands, and most differ in length. */
export function isText(message: Message, id: number, wanted: string): boolean {
  const field = message.find((candidate) => candidate.id === id)
  return field?.kind === 'bytes' && lengthOf(field.bytes) === wanted.length && text(message, id) === wanted
}

/** Repeated integers, packed or not. */
export function integers(message: Message, id: number): number[] {
  return message.flatMap((field) => {
    if (field.id !== id) return []
    if (field.kind === 'varint') return [Number(BigInt.asIntN(64, field.value))]
    return field.kind === 'bytes' && !(field.bytes instanceof Blob) ? varints(field.bytes).map((value) => Number(BigInt.asIntN(64, value))) : []
  })
}

export function integer(message: Message, id: number): number {
  return integers(message, id).at(-1) ?? 0
}

export function messages(message: Message, id: number): Message[] {
  return message.flatMap((field) => (field.id === id && field.kind === 'message' ? [field.message] : []))
}

export function child(message: Message, id: number): Message | undefined {
  return messages(message, id).at(-1)
}

/** The message with these fields in place of all it had under `id`: where those stood, or in the order of numbers. */
export function withFields(message: Message, id: number, fields: readonly Field[]): Message {
  const known = message.findIndex((field) => field.id === id)
  const later = message.findIndex((field) => field.id > id)
  const at = known >= 0 ? known : later >= 0 ? later : message.length
  return [...message.slice(0, at), ...fields, ...message.slice(at).filter((field) => field.id !== id)]
}

/** Every message under `id` through `change`, the others untouched. The same message comes back when nothing changed. */
export function mapMessages(message: Message, id: number, change: (inner: Message) => Message): Message {
  let changed = false
  const fields = message.map((field) => {
    if (field.id !== id || field.kind !== 'message') return field
    const inner = change(field.message)
    if (inner === field.message) return field
    changed = true
    return { ...field, message: inner }
  })
  return changed ? fields : message
}

/** Ten bytes hold any number of 64 bits; a longer one, shifted on and on, would be computed for minutes. */
const longestVarint = 10

export function varints(bytes: Uint8Array): bigint[] {
  const values: bigint[] = []
  let value = 0n
  let length = 0
  for (const byte of bytes) {
    if (length === longestVarint) throw broken('a number of more than ten bytes')
    value |= BigInt(byte & 0x7f) << BigInt(7 * length)
    length += 1
    if (byte >= 0x80) continue
    values.push(BigInt.asUintN(64, value))
    value = 0n
    length = 0
  }
  if (length > 0) throw broken('a list of numbers that ends in the middle of one')
  return values
}
