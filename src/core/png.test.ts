import { crc32 as zlibCrc32, deflateSync, inflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { crc32, readPngSettings, readPngText, withPngText } from './png'

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

const inflate = async (bytes: Uint8Array) => new Uint8Array(inflateSync(bytes))
/** The tiny PNG with these chunks before its picture data. */
const withChunks = (...added: Buffer[]) => new Uint8Array(Buffer.concat([tinyPng().subarray(0, 33), ...added, tinyPng().subarray(33)]))
const international = (keyword: string, packed: 0 | 1, data: Uint8Array) => chunk('iTXt', Buffer.concat([Buffer.from(`${keyword}\0`), Uint8Array.of(packed, 0, 0, 0), data]))
const words = 'a fox, 雪\nSteps: 2'
const bad = international('parameters', 0, Uint8Array.of(0xff, 0xfe))

test.each([
  ['zTXt', chunk('zTXt', Buffer.concat([Buffer.from('parameters\0\0'), deflateSync(Buffer.from('fox é', 'latin1'))])), 'fox é'],
  ['compressed iTXt', international('parameters', 1, deflateSync(words)), words],
  ['the keyword Parameters', international('Parameters', 0, Buffer.from(words)), words],
  ['UTF-8 in tEXt', chunk('tEXt', Buffer.from(`parameters\0${words}`)), words],
  ['Latin-1 in tEXt', chunk('tEXt', Buffer.from('parameters\0café', 'latin1')), 'café'],
  ['a text behind one that cannot be decoded', Buffer.concat([bad, international('XML:com.adobe.xmp', 0, Uint8Array.of(0xff)), international('parameters', 0, Buffer.from(words))]), words],
  ['nothing that can be unpacked', international('parameters', 1, Buffer.from('no zlib')), null],
  ['another keyword', international('constructor', 0, Buffer.from(words)), null],
])('settings as %s', async (_, added, found) => {
  expect(await readPngSettings(withChunks(added), inflate)).toBe(found)
})

test('a text that cannot be decoded takes none of the others with it', () => {
  expect(readPngText(withChunks(bad, international('a', 0, Buffer.from('b'))))).toEqual({ a: 'b' })
})
