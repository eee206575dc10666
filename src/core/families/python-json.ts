// JSON as Python's json module writes it: with NaN, Infinity and -Infinity, which JSON itself does not have. diffusers ships such
// files (`"lambda_min_clipped": -Infinity` in a scheduler_config.json).

/** The one key of what stands for NaN until all is parsed: an object, which can be no key itself. */
const notANumber = '\0NaN'
const written: Record<string, string> = { NaN: '{"\\u0000NaN":0}', Infinity: '1e999', '-Infinity': '-1e999' }

/** @throws SyntaxError for what is no JSON even so. */
export function parsePythonJson(source: string): unknown {
  try {
    return JSON.parse(source)
  } catch (error) {
    const plain = withoutTokens(source)
    if (plain === null) throw error
    return JSON.parse(plain, (_, value: unknown) => (typeof value === 'object' && value !== null && Object.hasOwn(value, notANumber) ? Number.NaN : value))
  }
}

/** The same with JSON's own words for those numbers; null where there are none. Texts are left alone. One pass: a file may have megabytes. */
function withoutTokens(source: string): string | null {
  const pieces: string[] = []
  let kept = 0
  for (let at = 0; at < source.length; at++) {
    const character = source[at]!
    if (character === '"') at = endOfText(source, at)
    else if (character === 'N' || character === 'I' || (character === '-' && source[at + 1] === 'I')) {
      const token = Object.keys(written).find((name) => source.startsWith(name, at))
      if (token === undefined) continue
      pieces.push(source.slice(kept, at), written[token]!)
      kept = at + token.length
      at = kept - 1
    }
  }
  return kept === 0 ? null : pieces.join('') + source.slice(kept)
}

/** Where the quote is that ends the text. */
function endOfText(source: string, start: number): number {
  let at = start + 1
  while (at < source.length && source[at] !== '"') at += source[at] === '\\' ? 2 : 1
  return at
}
