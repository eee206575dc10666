// A TensorProto: its size, where its bytes lie (in the message in one of several spellings, or in an external file), and the
// same tensor with its bytes elsewhere.
import { broken } from './blob-cursor'
import { bytesField, integer, integerField, integers, lengthOf, messageField, messages, text, textField, varints, withFields } from './fields'
import type { Bytes, Field, Message } from './fields'
import { ENTRY, TENSOR, TYPES } from './schema'

export interface ExternalFile {
  /** As a tensor's `location` says it. */
  path: string
  data: Blob
}

export interface Place {
  path: string
  offset: number
  length: number
}

/** Bytes of one element, by TensorProto.DataType; four-bit types share a byte. */
const elementBytes: Record<number, number> = {
  1: 4, 2: 1, 3: 1, 4: 2, 5: 2, 6: 4, 7: 8, 9: 1, 10: 2, 11: 8, 12: 4, 13: 8, 14: 8, 15: 16, 16: 2, 17: 1, 18: 1, 19: 1, 20: 1, 21: 0.5, 22: 0.5, 23: 0.5,
}

const dataFields = [TENSOR.floatData, TENSOR.int32Data, TENSOR.int64Data, TENSOR.rawData, TENSOR.doubleData, TENSOR.uint64Data]
const external = 1

/** Bytes of numbers of varying length that are unpacked into memory, and of doubles that are made floats. */
const mostNumbers = 128 * 1024 * 1024
const mostDoubles = 2 * 1024 * 1024 * 1024

export const nameOf = (tensor: Message): string => text(tensor, TENSOR.name)
export const typeOf = (tensor: Message): number => integer(tensor, TENSOR.dataType)
export const isExternal = (tensor: Message): boolean => integer(tensor, TENSOR.dataLocation) === external

/** Bytes of the whole tensor; 0 for strings, which have no fixed size. */
export function byteLength(tensor: Message): number {
  const dims = integers(tensor, TENSOR.dims)
  const elements = dims.reduce((product, size) => product * size, 1)
  if (dims.some((size) => size < 0) || !Number.isSafeInteger(elements)) throw broken(`${nameOf(tensor)} has the shape [${dims.slice(0, 8).join(', ')}]`)
  return Math.ceil(elements * (elementBytes[typeOf(tensor)] ?? 0))
}

/** Where an external tensor lies. A length left out means as many bytes as the tensor has. */
export function placeOf(tensor: Message): Place {
  const entries = new Map(messages(tensor, TENSOR.externalData).map((entry) => [text(entry, ENTRY.key), text(entry, ENTRY.value)]))
  const place = { path: entries.get('location') ?? '', offset: Number(entries.get('offset') ?? 0), length: Number(entries.get('length') ?? byteLength(tensor)) }
  const end = place.offset + place.length
  if (!Number.isSafeInteger(end) || place.offset < 0 || place.length < 0) throw broken(`${nameOf(tensor)} lies at ${place.offset}, ${place.length} bytes`)
  return place
}

/** The tensor's elements as they lie in memory, little-endian, without reading them where they are stored so. */
export async function dataOf(tensor: Message, files: readonly ExternalFile[]): Promise<Blob> {
  const data = isExternal(tensor) ? externalData(tensor, files) : await inlineData(tensor)
  if (data.size !== byteLength(tensor)) throw broken(`${nameOf(tensor)} has ${data.size} bytes instead of ${byteLength(tensor)}`)
  return data
}

function externalData(tensor: Message, files: readonly ExternalFile[]): Blob {
  const { path, offset, length } = placeOf(tensor)
  const file = files.find((candidate) => plainPath(candidate.path) === plainPath(path))
  if (!file) throw broken(`${nameOf(tensor)} lies in ${path}, which is missing`)
  return file.data.slice(offset, offset + length)
}

/** ORT and exporters disagree about a leading './'. */
const plainPath = (path: string): string => path.replace(/^\.\//, '')

async function inlineData(tensor: Message): Promise<Blob> {
  // raw_data, float_data and double_data hold memory's bytes; the integer fields hold numbers of varying length.
  const stored = tensor.filter(({ id }) => dataFields.includes(id as (typeof dataFields)[number]))
  const asNumbers = stored.some(({ id }) => id === TENSOR.int32Data || id === TENSOR.int64Data || id === TENSOR.uint64Data)
  if (!asNumbers) return new Blob(stored.flatMap((field) => (field.kind === 'bytes' || field.kind === 'fixed' ? [field.bytes] : [])))
  const width = elementBytes[typeOf(tensor)] ?? 1
  // Before any is read: a number has ten bytes at most.
  const bytes = inlineBytes(tensor)
  if (bytes > (10 * byteLength(tensor)) / Math.min(width, 1)) throw broken(`${nameOf(tensor)} has ${bytes} bytes of numbers for ${byteLength(tensor)}`)
  if (bytes > mostNumbers) throw broken(`${nameOf(tensor)} has ${bytes} bytes of numbers`)
  const numbers = (await Promise.all(stored.map(numbersOf))).flat()
  return new Blob([narrow(numbers, width)])
}

async function numbersOf(field: Field): Promise<bigint[]> {
  if (field.kind === 'varint') return [field.value]
  if (field.kind !== 'bytes') return []
  return varints(field.bytes instanceof Blob ? new Uint8Array(await field.bytes.arrayBuffer()) : field.bytes)
}

/** Each number's lowest bytes; two four-bit numbers already share one. */
function narrow(numbers: bigint[], width: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(numbers.length * Math.ceil(width))
  const view = new DataView(bytes.buffer)
  for (const [i, value] of numbers.entries()) {
    if (width <= 1) view.setUint8(i, Number(value & 0xffn))
    else if (width === 2) view.setUint16(2 * i, Number(value & 0xffffn), true)
    else if (width === 4) view.setUint32(4 * i, Number(value & 0xffffffffn), true)
    else view.setBigUint64(8 * i, value, true)
  }
  return bytes
}

/** Bytes that the tensor takes of the graph file itself. */
export function inlineBytes(tensor: Message): number {
  let sum = 0
  for (const field of tensor) if (field.kind === 'bytes' && dataFields.includes(field.id as (typeof dataFields)[number])) sum += lengthOf(field.bytes)
  return sum
}

export function withInlineData(tensor: Message, data: Bytes): Message {
  return withFields(withoutData(tensor), TENSOR.rawData, [bytesField(TENSOR.rawData, data)])
}

export function withPlace(tensor: Message, { path, offset, length }: Place): Message {
  const entries = Object.entries({ location: path, offset, length }).map(([key, value]) =>
    messageField(TENSOR.externalData, [textField(ENTRY.key, key), textField(ENTRY.value, String(value))]),
  )
  const placed = withFields(withoutData(tensor), TENSOR.externalData, entries)
  return withFields(placed, TENSOR.dataLocation, [integerField(TENSOR.dataLocation, external)])
}

function withoutData(tensor: Message): Message {
  return tensor.filter(({ id }) => !dataFields.includes(id as (typeof dataFields)[number]) && id !== TENSOR.externalData && id !== TENSOR.dataLocation)
}

/** A float tensor of the same name and shape for a double one. Numbers too large for it become the largest it has. */
export async function asFloat(tensor: Message, files: readonly ExternalFile[]): Promise<Message> {
  const data = await dataOf(tensor, files)
  if (data.size > mostDoubles) throw broken(`${nameOf(tensor)} has ${data.size} bytes of doubles`)
  const doubles = new Float64Array(await data.arrayBuffer())
  // A mask of -1.8e308 that became -Infinity would make NaN of a row that is masked throughout.
  const floats = Float32Array.from(doubles, (value) => (Number.isFinite(value) ? Math.min(Math.max(value, -largestFloat), largestFloat) : value))
  const typed = withFields(tensor, TENSOR.dataType, [integerField(TENSOR.dataType, TYPES.float)])
  return withInlineData(typed, new Uint8Array(floats.buffer))
}

const largestFloat = (2 - 2 ** -23) * 2 ** 127
