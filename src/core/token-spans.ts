// Which characters of a prompt each token stands for. The tokenizer does not say: it lower-cases, composes accents, drops spaces
// and spells bytes as letters (GPT-2's byte-level alphabet). All of that keeps the order, so the bytes are counted off in turn.

/** UTF-16 positions in the prompt; equal where a token stands for no character. */
export interface TokenSpan { start: number; end: number }

/** Ends a word in CLIP's vocabularies. */
const wordEnd = '</w>'

/** `pieces` are the tokens of `text` in order, without the marks around them. A piece that does not fit covers nothing. */
export function tokenSpans(text: string, pieces: readonly string[]): TokenSpan[] {
  const origin = bytesWithOrigin(text)
  let at = 0
  return pieces.map((piece) => {
    const bytes = bytesOfPiece(piece)
    const fits = bytes !== null && bytes.length > 0 && bytes.every((byte, i) => origin[at + i]?.byte === byte)
    if (!fits) return { start: origin[at]?.start ?? text.length, end: origin[at]?.start ?? text.length }
    const span = { start: origin[at]!.start, end: origin[at + bytes.length - 1]!.end }
    at += bytes.length
    return span
  })
}

/** Every byte the tokenizer sees, with the characters it came from. */
function bytesWithOrigin(text: string): { byte: number; start: number; end: number }[] {
  // A letter and the accents after it become one.
  return [...text.matchAll(/\P{M}\p{M}*|\p{M}+/gu)].flatMap(({ 0: cluster, index: start }) => {
    if (/^\s/u.test(cluster)) return []
    return [...cluster.normalize('NFC').toLowerCase()].flatMap(utf8).map((byte) => ({ byte, start, end: start + cluster.length }))
  })
}

function utf8(letter: string): number[] {
  const code = letter.codePointAt(0)!
  const tail = (shift: number) => 0x80 | ((code >> shift) & 0x3f)
  if (code < 0x80) return [code]
  if (code < 0x800) return [0xc0 | (code >> 6), tail(0)]
  if (code < 0x10000) return [0xe0 | (code >> 12), tail(6), tail(0)]
  return [0xf0 | (code >> 18), tail(12), tail(6), tail(0)]
}

function bytesOfPiece(piece: string): number[] | null {
  const letters = [...(piece.endsWith(wordEnd) ? piece.slice(0, -wordEnd.length) : piece)]
  const bytes = letters.map((letter) => byteOf.get(letter))
  return bytes.every((byte) => byte !== undefined) ? bytes : null
}

/** GPT-2's alphabet: a printable byte is its own letter, the others are the letters from U+0100 on. */
const byteOf = new Map<string, number>()
for (let byte = 0, next = 256; byte < 256; byte++) {
  const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174
  byteOf.set(String.fromCodePoint(printable ? byte : next++), byte)
}
