// PNG text metadata, as AUTOMATIC1111 reads and writes it (Pillow's PngInfo): Latin-1 text in a tEXt chunk, any other in iTXt.
// PNG specification, third edition, §11.3.3. Compressed chunks (zTXt, compressed iTXt) need `inflate`,
// which is the platform's.

import { bytesOfLatin1, decodedText, latin1, longestText, utf8Bytes } from './bytes-of-text'
import { wellFormed } from './request/well-formed'

const signature = [137, 80, 78, 71, 13, 10, 26, 10]

interface Chunk { type: string; data: Uint8Array; start: number; end: number }

function* chunks(png: Uint8Array): Generator<Chunk> {
  if (signature.some((byte, i) => png[i] !== byte)) throw new Error('not a PNG file')
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
  for (let start = 8; start + 12 <= png.length; ) {
    const length = view.getUint32(start)
    const end = start + 12 + length
    if (end > png.length) return // cut off
    yield { type: latin1(png.subarray(start + 4, start + 8)), data: png.subarray(start + 8, end - 4), start, end }
    start = end
  }
}

/** The file with `keyword: text` added before the picture data. */
export function withPngText(png: Uint8Array, keyword: string, asked: string): Uint8Array<ArrayBuffer> {
  // A picture must not be lost over its text.
  const text = wellFormed(asked)
  const [header] = chunks(png)
  if (!header) throw new Error('not a PNG file')
  const isLatin1 = [...text].every((character) => character.codePointAt(0)! < 256)
  const key = [...bytesOfLatin1(keyword), 0]
  const chunk = isLatin1
    ? makeChunk('tEXt', [...key, ...bytesOfLatin1(text)])
    : makeChunk('iTXt', [...key, 0, 0, 0, 0, ...utf8Bytes(text)]) // not compressed, no language, no translated keyword
  const out = new Uint8Array(png.length + chunk.length)
  out.set(png.subarray(0, header.end))
  out.set(chunk, header.end)
  out.set(png.subarray(header.end), header.end + chunk.length)
  return out
}

/** zlib's format, undone; rejects what is none, or grows too large. */
export type Inflate = (bytes: Uint8Array) => Promise<Uint8Array>

/** Texts that are tried for settings: each may have to be unpacked, and a file may hold a million. */
const mostTries = 16

interface StoredText { keyword: string; bytes: Uint8Array; packed: boolean; utf8: boolean }

/** What lies in a text chunk; null for other chunks, and for what is none by its form. */
function storedText({ type, data }: Chunk): StoredText | null {
  const keyEnd = data.indexOf(0)
  if (keyEnd < 1 || keyEnd > 79 || data.length > longestText) return null
  const keyword = latin1(data.subarray(0, keyEnd))
  if (type === 'tEXt') return { keyword, bytes: data.subarray(keyEnd + 1), packed: false, utf8: false }
  if (type === 'zTXt') return data[keyEnd + 1] === 0 ? { keyword, bytes: data.subarray(keyEnd + 2), packed: true, utf8: false } : null
  const languageEnd = data.indexOf(0, keyEnd + 3)
  const translatedEnd = languageEnd < 0 ? -1 : data.indexOf(0, languageEnd + 1)
  return type === 'iTXt' && translatedEnd > 0 ? { keyword, bytes: data.subarray(translatedEnd + 1), packed: data[keyEnd + 1] === 1, utf8: true } : null
}

/** Every uncompressed text chunk, by keyword. One that cannot be decoded is passed over. */
export function readPngText(png: Uint8Array): Record<string, string> {
  const texts: [string, string][] = []
  for (const chunk of chunks(png)) {
    const stored = storedText(chunk)
    const text = stored && !stored.packed ? decodedText(stored.bytes, stored.utf8) : null
    if (stored && text !== null) texts.push([stored.keyword, text])
  }
  return Object.fromEntries(texts)
}

/** The settings that a PNG carries, however they are written: under `parameters` or `Parameters`, compressed, in UTF-8 where Latin-1
 * was due. Null for none. */
export async function readPngSettings(png: Uint8Array, inflate: Inflate): Promise<string | null> {
  let tries = 0
  for (const chunk of chunks(png)) {
    const stored = storedText(chunk)
    if (stored?.keyword.toLowerCase() !== 'parameters') continue
    if (++tries > mostTries) return null
    const bytes = stored.packed ? await inflate(stored.bytes).catch(() => null) : stored.bytes
    // Bytes that happen to be UTF-8 beyond ASCII were meant so.
    const text = bytes && (decodedText(bytes, true) ?? (stored.utf8 ? null : decodedText(bytes, false)))
    if (text) return text
  }
  return null
}

/** The EXIF block; null for none. */
export function exifInPng(png: Uint8Array): Uint8Array | null {
  for (const { type, data } of chunks(png)) if (type === 'eXIf') return data
  return null
}

function makeChunk(type: string, data: number[]): Uint8Array {
  const out = new Uint8Array(12 + data.length)
  const view = new DataView(out.buffer)
  view.setUint32(0, data.length)
  out.set(bytesOfLatin1(type), 4)
  out.set(data, 8)
  view.setUint32(8 + data.length, crc32(out.subarray(4, 8 + data.length)))
  return out
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1
  return crc
})

/** CRC-32 (ISO 3309), unsigned. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 255]! ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}
