// While a caption is put together its nouns stand between two characters that no caption holds, so that their places are known.

export const open = '\u0002'
export const close = '\u0003'

export function marked(noun: string): string {
  return open + noun + close
}
