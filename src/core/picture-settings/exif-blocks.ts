// Where the EXIF block lies in a JPEG and in a WebP. A file that was cut off is read as far as it goes.
import { latin1 } from '../bytes-of-text'

/** APP1 segments that say they are EXIF; others of the kind hold XMP. ITU-T T.81, annex B: segments, then the picture from SOS on. */
export function exifInJpeg(jpeg: Uint8Array): Uint8Array | null {
  for (let at = 2; at + 4 <= jpeg.length; ) {
    if (jpeg[at] !== 0xff) return null
    const marker = jpeg[at + 1]!
    // A marker may be led by any number of FFs; TEM and RSTn have no length.
    if (marker === 0xff) at += 1
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) at += 2
    else if (marker === 0xda || marker === 0xd9) return null
    else {
      const end = at + 2 + ((jpeg[at + 2]! << 8) | jpeg[at + 3]!)
      if (end < at + 4 || end > jpeg.length) return null
      if (marker === 0xe1 && latin1(jpeg.subarray(at + 4, at + 10)) === 'Exif\0\0') return jpeg.subarray(at + 4, end)
      at = end
    }
  }
  return null
}

/** RFC 9649: chunks of a name, a length and that many bytes, filled up to an even number. */
export function exifInWebp(webp: Uint8Array): Uint8Array | null {
  const view = new DataView(webp.buffer, webp.byteOffset, webp.byteLength)
  for (let at = 12; at + 8 <= webp.length; ) {
    const length = view.getUint32(at + 4, true)
    const end = at + 8 + length
    if (end > webp.length) return null
    if (latin1(webp.subarray(at, at + 4)) === 'EXIF') return webp.subarray(at + 8, end)
    at = end + (length & 1)
  }
  return null
}
