// Cuts a stream of bytes into parts and hands each on when it is whole. Survives dropped connections: what is half a
// part stays in memory, so that the next request asks for the very next byte.
import { partSpan } from './parts'

/** Bytes [start, end) of a file; both are part boundaries, and `end` may grow while the span is being fetched. */
export interface Span {
  start: number
  end: number
}

export interface PartAssembler {
  /** The next byte of the file it wants. */
  readonly offset: number
  /** Bytes it holds that it has not handed on. */
  readonly held: number
  /** Takes bytes that continue at `offset`; at most up to the end of the span. */
  write(bytes: Uint8Array): Promise<void>
  /** The stream ended where it should: the last part, held back until now, is handed on. */
  finish(): Promise<void>
  /** The stream did not end where it should: forgets the last part. */
  distrust(): void
}

/**
 * `onPart` must have copied or stored the bytes when it resolves. The last part of the span is only handed on by
 * finish(): a body longer than the file is another file.
 * @param buffer of one part.
 */
export function createAssembler(
  file: { bytes: number; partBytes: number },
  span: Span,
  buffer: Uint8Array<ArrayBuffer>,
  onPart: (index: number, bytes: Uint8Array<ArrayBuffer>) => Promise<void>,
): PartAssembler {
  let index = span.start / file.partBytes
  let filled = 0

  async function flush(): Promise<void> {
    await onPart(index, buffer.subarray(0, filled))
    index++
    filled = 0
  }

  return {
    get offset() {
      return index * file.partBytes + filled
    },
    get held() {
      return filled
    },
    async write(bytes) {
      let rest = bytes
      while (rest.length > 0) {
        const { start, end } = partSpan(file, index)
        const taken = rest.subarray(0, end - start - filled)
        buffer.set(taken, filled)
        filled += taken.length
        rest = rest.subarray(taken.length)
        if (start + filled < end) return
        if (end === span.end) {
          if (rest.length > 0) throw new RangeError('bytes past the end of the span')
          return
        }
        await flush()
      }
    },
    async finish() {
      if (filled > 0) await flush()
    },
    distrust() {
      filled = 0
    },
  }
}
