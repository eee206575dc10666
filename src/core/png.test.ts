import { crc32 as zlibCrc32, deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { crc32, readPngText, withPngText } from './png'

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const head = Buffer.alloc(4)
  head.writeUInt32BE(data.length)
  const tail = Buffer.alloc(4)
  tail.writeUInt32BE(zlibCrc32(body))
  return Buffer.concat([head, body, tail])
}

// A 1×1 PNG put together by hand; the chunk CRCs are zlib's, not ours.
function tinyPng(): Uint8Array {
  return new Uint8Array(Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0)),
    chunk('IDAT', deflateSync(Uint8Array.of(0, 255, 0, 0))),
    chunk('IEND', new Uint8Array()),
  ]))
}

test('crc32 equals zlib', () => {
  const bytes = Uint8Array.from({ length: 999 }, (_, i) => (i * 7919) & 255)
  expect(crc32(bytes)).toBe(zlibCrc32(bytes))
  expect(crc32(new Uint8Array())).toBe(0)
})

test('Latin-1 text becomes tEXt after IHDR, byte for byte as Pillow writes it', () => {
  const png = withPngText(tinyPng(), 'parameters', 'café\nSteps: 2')
  const text = Buffer.from(png).toString('latin1')
  expect(text.indexOf('tEXtparameters\0café\nSteps: 2')).toBe(33 + 4)
  expect(text.indexOf('iTXt')).toBe(-1)
  expect(readPngText(png)).toEqual({ parameters: 'café\nSteps: 2' })
})

test('other text becomes iTXt in UTF-8', () => {
  const words = '一条红色的鱼 100% "quoted" 🐟\nSteps: 2'
  const png = withPngText(tinyPng(), 'parameters', words)
  expect(Buffer.from(png).includes(Buffer.concat([Buffer.from('iTXtparameters\0\0\0\0\0', 'latin1'), Buffer.from(words, 'utf8')]))).toBe(true)
  expect(readPngText(png)).toEqual({ parameters: words })
})

test('the added chunk carries its right checksum', () => {
  const png = withPngText(tinyPng(), 'k', 'v')
  const view = new DataView(png.buffer)
  const length = view.getUint32(33)
  expect(view.getUint32(33 + 8 + length)).toBe(zlibCrc32(png.subarray(37, 33 + 8 + length)))
})

test('a file that is no PNG is refused, a cut one read as far as it goes', () => {
  expect(() => readPngText(Uint8Array.of(1, 2, 3))).toThrow('not a PNG')
  const png = withPngText(tinyPng(), 'a', 'b')
  expect(readPngText(png.subarray(0, png.length - 5))).toEqual({ a: 'b' })
})

test('half a character becomes the sign for what is no character, as in every UTF-8', () => {
  expect(readPngText(withPngText(tinyPng(), 'parameters', 'a \uD800 红'))).toEqual({ parameters: 'a \uFFFD 红' })
})
