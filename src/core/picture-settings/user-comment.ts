// The UserComment of an EXIF block, in which A1111 keeps the settings of a JPEG or WebP (piexif's helper: "UNICODE" and UTF-16, high
// byte first). EXIF 2.32, §4.6.5 and §4.6.8: TIFF's first directory points to the one with the comment, so no chain is followed and
// none can be a circle. Any bytes are taken; what is no EXIF has no comment.
import { decodedText, latin1, longestText } from '../bytes-of-text'
import { looksLikeInfotext } from '../looks-like-infotext'
import { wellFormed } from '../request/well-formed'

const exifPointer = 0x8769
const userComment = 0x9286
/** BYTE, ASCII and UNDEFINED: kinds of field with a byte for each of its count. */
const byteKinds = [1, 2, 7]

/** null where there is none. */
export function commentInExif(block: Uint8Array): string | null {
  // JPEG's own mark, which some put into PNG and WebP as well.
  const tiff = latin1(block.subarray(0, 6)) === 'Exif\0\0' ? block.subarray(6) : block
  const order = latin1(tiff.subarray(0, 2))
  if (tiff.length < 8 || (order !== 'II' && order !== 'MM')) return null
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength)
  const little = order === 'II'
  if (view.getUint16(2, little) !== 42) return null
  const pointer = entryAt(view, view.getUint32(4, little), exifPointer, little)
  const entry = pointer === null ? null : entryAt(view, view.getUint32(pointer + 8, little), userComment, little)
  if (entry === null || !byteKinds.includes(view.getUint16(entry + 2, little))) return null
  const bytes = view.getUint32(entry + 4, little)
  // What fits into the entry lies in it.
  const start = bytes <= 4 ? entry + 8 : view.getUint32(entry + 8, little)
  if (bytes > longestText || start + bytes > tiff.length) return null
  return commentIn(tiff.subarray(start, start + bytes))
}

/** Where the directory's entry with this tag begins; null for none, or for a directory that lies outside of the bytes. */
function entryAt(view: DataView, directory: number, tag: number, little: boolean): number | null {
  if (directory + 2 > view.byteLength) return null
  const end = Math.min(directory + 2 + 12 * view.getUint16(directory, little), view.byteLength)
  for (let entry = directory + 2; entry + 12 <= end; entry += 12) if (view.getUint16(entry, little) === tag) return entry
  return null
}

/** The first eight bytes say in what the rest is written; programs that do not know of them begin with the text. */
function commentIn(bytes: Uint8Array): string | null {
  const prefix = latin1(bytes.subarray(0, 8))
  const rest = bytes.subarray(8)
  if (prefix === 'UNICODE\0') return utf16(rest)
  if (prefix === 'JIS\0\0\0\0\0') return null
  return utf8(prefix === 'ASCII\0\0\0' || prefix === '\0\0\0\0\0\0\0\0' ? rest : bytes)
}

/** Bytes beyond ASCII that are no UTF-8 are Latin-1's. */
const utf8 = (bytes: Uint8Array): string | null => decodedText(bytes, true) ?? decodedText(bytes, false)

/** By its byte order mark; without one, in the order in which it reads as settings, A1111's first. */
function utf16(bytes: Uint8Array): string {
  const mark = latin1(bytes.subarray(0, 2))
  if (mark === '\xfe\xff') return units(bytes.subarray(2), false)
  if (mark === '\xff\xfe') return units(bytes.subarray(2), true)
  const high = units(bytes, false)
  if (looksLikeInfotext(high)) return high
  const low = units(bytes, true)
  return looksLikeInfotext(low) ? low : high
}

function units(bytes: Uint8Array, little: boolean): string {
  let text = ''
  for (let at = 0; at + 1 < bytes.length; at += 2) text += String.fromCharCode(little ? bytes[at]! | (bytes[at + 1]! << 8) : (bytes[at]! << 8) | bytes[at + 1]!)
  return wellFormed(text)
}
