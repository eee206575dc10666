// Reads small things from a large Blob, one after the other, through a window that grows while reading goes straight on and
// is small again after a jump: a file of weights is mostly jumped over.
import { EngineError } from '../../src/core/errors/engine-error'

const smallestWindow = 512
const largestWindow = 64 * 1024

export class BlobCursor {
  position = 0
  /** Taken so far, of whatever depth. */
  fields = 0
  #window = new Uint8Array(0)
  #start = 0
  #ahead = smallestWindow

  constructor(readonly blob: Blob) {}

  /** Whether `count` bytes (or those that the file still has) must be fetched before they can be read. */
  lacks(count: number): boolean {
    const end = Math.min(this.position + count, this.blob.size)
    return this.position < this.#start || end > this.#start + this.#window.length
  }

  async fetch(count: number): Promise<void> {
    const straightOn = this.position <= this.#start + this.#window.length && this.#window.length > 0
    this.#ahead = straightOn ? Math.min(2 * this.#ahead, largestWindow) : smallestWindow
    const slice = this.blob.slice(this.position, this.position + Math.max(count, this.#ahead))
    this.#window = new Uint8Array(await slice.arrayBuffer())
    this.#start = this.position
  }

  byte(): number {
    const byte = this.#window[this.position - this.#start]
    if (byte === undefined) throw broken('the file ends in the middle of a number')
    this.position += 1
    return byte
  }

  varint(): bigint {
    let low = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte()
      low |= (byte & 0x7f) << shift
      if (byte < 0x80) return BigInt(low)
    }
    let value = BigInt(low)
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const byte = this.byte()
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return BigInt.asUintN(64, value)
    }
    throw broken('a number of more than ten bytes')
  }

  /** A copy: a view would keep the whole window alive. */
  take(count: number): Uint8Array<ArrayBuffer> {
    const from = this.position - this.#start
    const bytes = this.#window.slice(from, from + count)
    if (bytes.length < count) throw broken('the file ends in the middle of a field')
    this.position += count
    return bytes
  }
}

export function broken(detail: string): EngineError {
  return new EngineError('model-broken.onnx', {}, detail)
}
