// Reads the settings under a picture as AUTOMATIC1111 does (modules/infotext_utils.py, version 1.10.1). How they are laid out is infotext.ts.

/** Lines below the settings, such as the templates of dynamic prompts, in which they are still looked for. */
const furthest = 20

/** Infotext of A1111 or Darkroom → fields by A1111's names, plus `Prompt` and `Negative prompt`; values stay strings. */
export function readInfotext(infotext: string): Record<string, string> {
  const lines = infotext.replaceAll('\0', '').trim().split('\n')
  const at = settingsLine(lines)
  const fields = new Map<string, string>()
  let negative = false
  for (const line of at < 0 ? lines : lines.slice(0, at)) {
    let text = line.trim()
    if (text.startsWith('Negative prompt:')) {
      negative = true
      text = text.slice('Negative prompt:'.length).trim()
    }
    const name = negative ? 'Negative prompt' : 'Prompt'
    const before = fields.get(name)
    fields.set(name, before ? `${before}\n${text}` : text)
  }
  const settings = new Map(at < 0 ? [] : fieldsIn(lines[at]!).map(([name, value]) => [name, unquote(value)]))
  // Before version 1.0 a hypernetwork was a setting; now it is a word of the prompt.
  const hypernet = settings.get('Hypernet')
  const prompt = (fields.get('Prompt') ?? '') + (hypernet ? `<hypernet:${hypernet}:${settings.get('Hypernet strength') ?? '1.0'}>` : '')
  // Entries become own fields, whatever they are called: a text may say `__proto__: 1`.
  return Object.fromEntries([['Prompt', prompt], ['Negative prompt', fields.get('Negative prompt') ?? ''], ...settings])
}

/** The last line, by A1111's own test of at least three fields; or one above it that opens with the steps. -1 for none. */
function settingsLine(lines: readonly string[]): number {
  for (let at = lines.length - 1; at >= Math.max(0, lines.length - 1 - furthest); at--) {
    if (at < lines.length - 1 && !/^\s{0,8}Steps:/.test(lines[at]!)) continue
    if (fieldsIn(lines[at]!).length >= 3) return at
  }
  return -1
}

/** A1111's pattern, `\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)` again and again, found from its colons: as a pattern it
 * tries every letter of a long line as the first of a name, which for 50,000 letters takes seconds. */
function fieldsIn(line: string): (readonly [name: string, value: string])[] {
  const found: (readonly [string, string])[] = []
  let from = 0
  for (let colon = line.indexOf(':'); colon >= 0; colon = line.indexOf(':', Math.max(from, colon + 1))) {
    const name = nameBefore(line, from, colon)
    if (name === null) continue
    let start = colon + 1
    while (start < line.length && line[start]!.trim() === '') start++
    const quoted = quotedEnd(line, start)
    const comma = quoted ?? line.indexOf(',', start)
    const end = comma < 0 ? line.length : comma
    found.push([name, line.slice(start, end)])
    from = end + 1
  }
  return found
}

/** From the first letter, digit or _ of all that a name may have right before the colon; two at least. */
function nameBefore(line: string, from: number, colon: number): string | null {
  let start = colon
  for (let at = colon - 1; at >= from && /[\w \-/]/.test(line[at]!); at--) if (/\w/.test(line[at]!)) start = at
  return colon - start >= 2 ? line.slice(start, colon) : null
}

/** Behind the quote that closes a text, if a comma or the end follows it. */
function quotedEnd(line: string, start: number): number | null {
  if (line[start] !== '"') return null
  let at = start + 1
  while (at < line.length && line[at] !== '"') at += line[at] === '\\' ? 2 : 1
  const closed = at < line.length && at > start + 1 && (at + 1 === line.length || line[at + 1] === ',')
  return closed ? at + 1 : null
}

function unquote(value: string): string {
  if (!value.startsWith('"')) return value.trim()
  try {
    return String(JSON.parse(value))
  } catch {
    return value // a quote that belongs to the value
  }
}
