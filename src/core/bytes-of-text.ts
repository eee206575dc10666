// Latin-1 and UTF-8, there and back. core has no TextEncoder: it belongs to the platform.

/** Bytes of a text in a picture; a longer one is no settings. */
export const longestText = 4 * 1024 * 1024

export function latin1(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}

export function bytesOfLatin1(text: string): number[] {
  return [...text].map((character) => character.codePointAt(0)!)
}

// encodeURIComponent is the language's own UTF-8, but throws at half a character.
export function utf8Bytes(text: string): number[] {
  return bytesOfLatin1(encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\uFFFD')).replaceAll(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))))
}

function decodeUtf8(bytes: Uint8Array): string {
  return decodeURIComponent(latin1(bytes).replaceAll(/[^\x20-\x24\x26-\x7e]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`))
}

/** null for bytes that are no UTF-8. */
export function decodedText(bytes: Uint8Array, utf8: boolean): string | null {
  try {
    return utf8 ? decodeUtf8(bytes) : latin1(bytes)
  } catch {
    return null
  }
}
