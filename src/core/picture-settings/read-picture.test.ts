import { expect, test } from 'vitest'
import { pictureKind, readPictureSettings } from './read-picture'
import { exifBlock, jpegOf, jpegWith, pngOf, unicode, webpOf } from './test-pictures'
import type { Exif } from './test-pictures'

const words = '一只安静的狐狸，雪地 🦊\nNegative prompt: 文字，水印\nSteps: 12, Sampler: DPM++ 2M, Seed: 32'
const plain = 'a quiet fox, café\nSteps: 12, Sampler: Euler a, Seed: 31'
const utf8 = (text: string, prefix = '') => [...new TextEncoder().encode(prefix + text)]
const latin = (text: string) => [...text].map((character) => character.charCodeAt(0))

async function read(file: Uint8Array): Promise<string | null> {
  const kind = pictureKind(file.subarray(0, 12))
  if (!kind) throw new Error('no picture')
  return readPictureSettings(kind, file, () => Promise.reject(new Error('nothing is packed')))
}

const comments: [string, Exif, string][] = [
  ['UTF-16, high byte first, as A1111 has it', { comment: unicode(words) }, words],
  ['UTF-16, low byte first', { comment: unicode(words, true), order: 'II' }, words],
  ['UTF-16 with a mark for high bytes first', { comment: unicode(words, false, true) }, words],
  ['UTF-16 with a mark for low bytes first', { comment: unicode(words, true, true) }, words],
  ['UTF-16 of no settings', { comment: unicode('fox') }, 'fox'],
  ['half a character', { comment: unicode('a \ud83e b') }, 'a \ufffd b'],
  ['ASCII', { comment: utf8('a fox', 'ASCII\0\0\0') }, 'a fox'],
  ['no kind of text named', { comment: utf8(words, '\0'.repeat(8)) }, words],
  ['UTF-8 without a prefix', { comment: utf8(words), order: 'II' }, words],
  ['Latin-1 without a prefix', { comment: latin(plain) }, plain],
  ['a field of another kind of bytes', { comment: utf8(words), kind: 2 }, words],
  ['a comment so short that it lies in its entry', { comment: [] }, ''],
]

test.each(comments)('a comment: %s', async (_, exif, found) => {
  for (const file of [jpegOf(exifBlock(exif)), webpOf(exifBlock(exif)), pngOf(['eXIf', exifBlock(exif)])]) expect(await read(file)).toBe(found)
})

test('three letters lie in the entry itself', async () => {
  const block = exifBlock({ comment: latin('....') })
  new DataView(block.buffer).setUint32(32, 3)
  block.set(latin('fox'), 36)
  expect(await read(jpegOf(block))).toBe('fox')
})

test('WebP and PNG may have JPEG’s mark before the block', async () => {
  const marked = Uint8Array.from([...latin('Exif\0\0'), ...exifBlock({ comment: unicode(words) })])
  expect(await read(webpOf(marked))).toBe(words)
  expect(await read(pngOf(['eXIf', marked]))).toBe(words)
})

test('a PNG’s EXIF goes before its text, unless only the text has settings', async () => {
  const text = ['tEXt', latin(`parameters\0${plain}`)] as const
  expect(await read(pngOf(text, ['eXIf', exifBlock({ comment: unicode(words) })]))).toBe(words)
  expect(await read(pngOf(['eXIf', exifBlock({ comment: utf8('Screenshot', 'ASCII\0\0\0') })], text))).toBe(plain)
  expect(await read(pngOf(['eXIf', exifBlock({ comment: utf8('Screenshot') })]))).toBe('Screenshot')
})

test('of a million texts that cannot be unpacked only the first few are tried', async () => {
  let tries = 0
  const packed = ['zTXt', latin('parameters\0\0no zlib')] as const
  const png = pngOf(...Array.from({ length: 1000 }, () => packed))
  await readPictureSettings('png', png, () => {
    tries++
    return Promise.reject(new Error('no zlib'))
  })
  expect(tries).toBe(16)
})

test('the kind of a file is told by its first bytes', () => {
  expect([pngOf(), jpegWith(''), webpOf(new Uint8Array())].map((file) => pictureKind(file))).toEqual(['png', 'jpeg', 'webp'])
  expect(pictureKind(new Uint8Array())).toBeNull()
  expect(pictureKind(Uint8Array.from(latin('RIFF....WAVEfmt ')))).toBeNull()
})

/** The block with a number of it replaced. */
const broken = (change: (view: DataView) => void) => {
  const block = exifBlock({ comment: unicode(words) })
  change(new DataView(block.buffer))
  return block
}

test.each([
  ['no TIFF', broken((view) => view.setUint16(0, 0x4141))],
  ['another number than 42', broken((view) => view.setUint16(2, 43))],
  ['a first directory outside', broken((view) => view.setUint32(4, 0xffff_fff0))],
  ['a second directory outside', broken((view) => view.setUint32(18, 0x7fff_ffff))],
  ['a comment outside', broken((view) => view.setUint32(36, 0xffff_ffff))],
  ['a comment longer than the block', broken((view) => view.setUint32(32, 0x7fff_ffff))],
  ['a comment of whole numbers', broken((view) => view.setUint16(30, 4))],
  ['Japanese in JIS', exifBlock({ comment: latin('JIS\0\0\0\0\0abc') })],
  ['nothing', new Uint8Array()],
])('no comment: %s', async (_, block) => {
  for (const file of [jpegOf(block), webpOf(block), pngOf(['eXIf', block])]) expect(await read(file)).toBeNull()
})

test('a directory that points to itself and more entries than there are end all the same', async () => {
  expect(await read(jpegOf(broken((view) => view.setUint32(18, 8))))).toBeNull()
  expect(await read(jpegOf(broken((view) => view.setUint16(8, 0xffff))))).toBe(words)
  expect(await read(jpegOf(broken((view) => {
    view.setUint16(26, 0xffff)
    view.setUint16(28, 1)
  })))).toBeNull()
})

test('a file cut off anywhere is read as far as it goes', async () => {
  for (const file of [jpegWith(words), webpOf(exifBlock({ comment: unicode(words) })), pngOf(['eXIf', exifBlock({ comment: unicode(words) })])]) {
    for (let length = 12; length < file.length; length++) expect([null, words]).toContain(await read(file.subarray(0, length)))
  }
})
