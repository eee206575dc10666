// Writes a message as a Blob made of new bytes and of slices of the file it came from: weights are neither read nor copied.
import { lengthOf } from './fields'
import type { Bytes, Field, Message } from './fields'

export function writeModel(model: Message): Blob {
  const sizes = new Map<Message, number>()
  measure(model, sizes)
  const sink = new Sink()
  write(model, sizes, sink)
  return new Blob(sink.finish())
}

/** Lengths come before contents, so all are known before the first byte is written. */
function measure(message: Message, sizes: Map<Message, number>): number {
  let size = 0
  for (const field of message) size += varintLength(tagOf(field)) + contentLength(field, sizes)
  sizes.set(message, size)
  return size
}

function contentLength(field: Field, sizes: Map<Message, number>): number {
  if (field.kind === 'varint') return varintLength(field.value)
  if (field.kind === 'fixed') return field.bytes.length
  const length = field.kind === 'message' ? measure(field.message, sizes) : lengthOf(field.bytes)
  return varintLength(BigInt(length)) + length
}

function write(message: Message, sizes: Map<Message, number>, sink: Sink): void {
  for (const field of message) {
    sink.varint(tagOf(field))
    if (field.kind === 'varint') sink.varint(field.value)
    else if (field.kind === 'fixed') sink.bytes(field.bytes)
    else if (field.kind === 'bytes') {
      sink.varint(BigInt(lengthOf(field.bytes)))
      sink.bytes(field.bytes)
    } else {
      sink.varint(BigInt(sizes.get(field.message)!))
      write(field.message, sizes, sink)
    }
  }
}

function tagOf(field: Field): bigint {
  const wireType = field.kind === 'varint' ? 0 : field.kind === 'fixed' ? (field.bytes.length === 8 ? 1 : 5) : 2
  return BigInt(field.id * 8 + wireType)
}

function varintLength(value: bigint): number {
  let length = 1
  for (let rest = value; rest >= 0x80n; rest >>= 7n) length += 1
  return length
}

/** Gathers bytes; a Blob among them ends one run of memory and begins the next. */
class Sink {
  #parts: Bytes[] = []
  #buffer = new Uint8Array(1024)
  #used = 0

  varint(value: bigint): void {
    let rest = value
    for (; rest >= 0x80n; rest >>= 7n) this.#byte(Number(rest & 0x7fn) | 0x80)
    this.#byte(Number(rest))
  }

  bytes(bytes: Bytes): void {
    if (bytes instanceof Blob) {
      this.#flush()
      this.#parts.push(bytes)
      return
    }
    this.#reserve(bytes.length)
    this.#buffer.set(bytes, this.#used)
    this.#used += bytes.length
  }

  finish(): Bytes[] {
    this.#flush()
    return this.#parts
  }

  #byte(value: number): void {
    this.#reserve(1)
    this.#buffer[this.#used] = value
    this.#used += 1
  }

  #reserve(count: number): void {
    if (this.#used + count <= this.#buffer.length) return
    const larger = new Uint8Array(Math.max(2 * this.#buffer.length, this.#used + count))
    larger.set(this.#buffer.subarray(0, this.#used))
    this.#buffer = larger
  }

  #flush(): void {
    if (this.#used > 0) this.#parts.push(this.#buffer.slice(0, this.#used))
    this.#used = 0
  }
}
