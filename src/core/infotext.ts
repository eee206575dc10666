// The settings of a picture as AUTOMATIC1111 writes them under it (modules/infotext_utils.py, version 1.10.1):
// prompt, negative prompt, then one comma-separated line of `Name: value`. Which settings have which name is request/fields.ts;
// the way back is parse-infotext.ts, which the page fetches only when somebody fills the form from a picture.

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
