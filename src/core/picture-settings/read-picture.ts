// The settings that a picture file carries: a PNG in its texts or its EXIF, a JPEG or a WebP in its EXIF. Nothing of the picture is decoded.
import { latin1 } from '../bytes-of-text'
import { looksLikeInfotext } from '../looks-like-infotext'
import { exifInPng, readPngSettings } from '../png'
import type { Inflate } from '../png'
import { exifInJpeg, exifInWebp } from './exif-blocks'
import { commentInExif } from './user-comment'

export type PictureKind = 'png' | 'jpeg' | 'webp'

/** So many bytes of a file say of what kind it is. */
export const headBytes = 12

/** By its first bytes, whatever its name says; null for a file that is none of these. */
export function pictureKind(head: Uint8Array): PictureKind | null {
  const start = latin1(head.subarray(0, headBytes))
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (start.startsWith('\xff\xd8\xff')) return 'jpeg'
  return /^RIFF[^]{4}WEBP$/.test(start) ? 'webp' : null
}

/** null for a picture without settings. A PNG's EXIF goes before its texts, as in A1111, unless it says something else. */
export async function readPictureSettings(kind: PictureKind, bytes: Uint8Array, inflate: Inflate): Promise<string | null> {
  const exif = { png: exifInPng, jpeg: exifInJpeg, webp: exifInWebp }[kind](bytes)
  const comment = exif && commentInExif(exif)
  if (kind !== 'png' || (comment && looksLikeInfotext(comment))) return comment
  return (await readPngSettings(bytes, inflate)) ?? comment
}
