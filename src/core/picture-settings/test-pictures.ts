// Pictures for tests, byte by byte: an EXIF block as piexif writes it for A1111, and the files it lies in. None has a picture in it.

/** Code units, which of Latin-1 are its bytes. */
const bytesOf = (text: string): number[] => Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))

export interface Exif { order?: 'II' | 'MM'; kind?: number; comment: readonly number[] }

/** A first directory that points to the second, and that to the comment behind it. */
export function exifBlock({ order = 'MM', kind = 7, comment }: Exif): Uint8Array<ArrayBuffer> {
  const little = order === 'II'
  const block = new Uint8Array(44 + comment.length)
  const view = new DataView(block.buffer)
  const entry = (at: number, tag: number, type: number, count: number, value: number) => {
    view.setUint16(at, tag, little)
    view.setUint16(at + 2, type, little)
    view.setUint32(at + 4, count, little)
    view.setUint32(at + 8, value, little)
  }
  block.set(bytesOf(order))
  view.setUint16(2, 42, little)
  view.setUint32(4, 8, little)
  view.setUint16(8, 1, little)
  entry(10, 0x8769, 4, 1, 26)
  view.setUint16(26, 1, little)
  entry(28, 0x9286, kind, comment.length, 44)
  block.set(comment, 44)
  return block
}

/** UTF-16 after the prefix, as A1111 has it, or the other way round. */
export const unicode = (text: string, little = false, mark = false): number[] => [...bytesOf('UNICODE\0'), ...bytesOf(mark ? `\ufeff${text}` : text)
  .flatMap((unit) => (little ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255]))]

const segment = (marker: number, body: readonly number[]) => [0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255, ...body]

/** A JPEG's beginning: JFIF, something else in APP1, the EXIF, and where the picture would start. */
export function jpegOf(exif: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    0xff, 0xd8, ...segment(0xe0, bytesOf('JFIF\0\x01\x01\0\0\x01\0\x01\0\0')), ...segment(0xe1, bytesOf('http://ns.adobe.com/xap/1.0/\0<x/>')),
    0xff, ...segment(0xe1, [...bytesOf('Exif\0\0'), ...exif]), ...segment(0xda, [1, 2, 3]), 1, 2, 3, 0xff, 0xd9,
  ])
}

export const jpegWith = (text: string): Uint8Array<ArrayBuffer> => jpegOf(exifBlock({ comment: unicode(text) }))

export function webpOf(exif: Uint8Array): Uint8Array<ArrayBuffer> {
  const chunk = (name: string, body: Uint8Array | readonly number[]) => {
    const length = new Uint8Array(Uint32Array.of(body.length).buffer)
    return [...bytesOf(name), ...length, ...body, ...(body.length % 2 ? [0] : [])]
  }
  // The odd length of the picture's chunk is filled up.
  return Uint8Array.from(chunk('RIFF', [...bytesOf('WEBP'), ...chunk('VP8X', new Uint8Array(10)), ...chunk('VP8 ', [1, 2, 3]), ...chunk('EXIF', exif)]))
}

const signature = bytesOf('\x89PNG\r\n\x1a\n')

const pngChunk = (type: string, data: Uint8Array | readonly number[]) => {
  const { length } = data
  return [length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255, ...bytesOf(type), ...data, 0, 0, 0, 0]
}

/** A PNG of these chunks between its header and its end; checksums are left 0, nothing here reads them. */
export function pngOf(...chunks: readonly (readonly [type: string, data: Uint8Array | readonly number[]])[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([...signature, ...pngChunk('IHDR', [0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]), ...chunks.flatMap(([type, data]) => pngChunk(type, data)), ...pngChunk('IEND', [])])
}
