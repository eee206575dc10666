// What every transform gives back.
import type { Message } from './fields'

export interface Change {
  /** The very same message when there was nothing to do. */
  model: Message
  places: number
}
