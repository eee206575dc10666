// The settings of a picture as AUTOMATIC1111 writes them under it (modules/infotext_utils.py, version 1.10.1):
// prompt, negative prompt, then one comma-separated line of `Name: value`. Which settings have which name is request/fields.ts.

/** A picture's settings as they stand under it. */
export interface Infotext { prompt: string; negative: string; fields: readonly (readonly [name: string, value: string])[] }

/** The infotext, fields in the order given. */
export function writeInfotext({ prompt, negative, fields }: Infotext): string {
  const line = fields.map(([name, value]) => `${name}: ${quote(value)}`).join(', ')
  return `${prompt}${negative ? `\nNegative prompt: ${negative}` : ''}\n${line}`
}

function quote(value: string): string {
  return /[,\n:]/.test(value) ? JSON.stringify(value) : value
}

const field = /\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)/g

/** Infotext of A1111 or Darkroom → fields by A1111's names, plus `Prompt` and `Negative prompt`; values stay strings. */
export function readInfotext(infotext: string): Record<string, string> {
  const lines = infotext.trim().split('\n')
  const last = lines.at(-1) ?? ''
  const found = [...last.matchAll(field)]
  // A1111's own test for "this line is the settings": at least three fields.
  const hasSettings = found.length >= 3
  const text = hasSettings ? lines.slice(0, -1) : lines
  const negativeAt = text.findIndex((line) => line.startsWith('Negative prompt:'))
  const prompt = negativeAt < 0 ? text : text.slice(0, negativeAt)
  const negative = negativeAt < 0 ? [] : text.slice(negativeAt)
  const fields: Record<string, string> = {
    Prompt: prompt.join('\n').trim(),
    'Negative prompt': negative.join('\n').slice('Negative prompt:'.length).trim(),
  }
  if (hasSettings) for (const [, name, value] of found) fields[name!] = unquote(value!)
  return fields
}

/** Whether the text ends in a line of settings, as A1111, its forks and Darkroom write it. */
export function looksLikeInfotext(text: string): boolean {
  if (!text.includes('Steps: ')) return false
  const fields = readInfotext(text)
  return 'Steps' in fields && ('Sampler' in fields || 'Seed' in fields)
}

function unquote(value: string): string {
  if (!value.startsWith('"')) return value.trim()
  try {
    return String(JSON.parse(value))
  } catch {
    return value // a quote that belongs to the value
  }
}
