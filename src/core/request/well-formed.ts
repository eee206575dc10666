// Text that can be written as UTF-8. Cutting or typing between the two halves of an emoji leaves one of them (a lone surrogate), for
// which no file, link or tokenizer has a form.

/** The text with U+FFFD for every half of a character: String.prototype.toWellFormed, which Safari 16 and Firefox 118 lack. */
export function wellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, '\ufffd')
}
