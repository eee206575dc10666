// An error in words: its sentence and what to do about it, with its numbers and names in their places.
import type { ErrorData } from './engine-error'
import type { ErrorWords } from './keys'

export interface Said {
  message: string
  /** What the person can do now. */
  remedy: string
}

export function sayError({ key, params }: Pick<ErrorData, 'key' | 'params'>, words: ErrorWords): Said {
  const [message, remedy] = words[key]
  const filled = (text: string) => text.replace(/\{(\w+)\}/g, (hole, name: string) => String(params[name] ?? hole))
  return { message: filled(message), remedy: filled(remedy) }
}
