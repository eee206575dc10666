// Is this the address of a hub? What a person types is refused where it is none, what this browser remembers is passed over:
// addresses that no browser could read were taken once, and nothing can be joined to them.
import { plainHub } from '../../src/core/hub'

/** In the form it is kept in, without a slash at its end; null for what is no address of a web server. */
export function hubAddress(text: string): string | null {
  const typed = plainHub(text.trim())
  if (!/^https?:\/\/[^\s?#/@]+(\/[^\s?#]*)?$/i.test(typed)) return null
  try {
    return plainHub(new URL(typed).href)
  } catch {
    return null // a port of 443000, a bracket, a lone %
  }
}
