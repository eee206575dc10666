// What the service worker reports: the page works offline now, or a new version waits for the person's yes.
import { signal } from '@preact/signals'
import type { Signal } from '@preact/signals'

export interface Updates {
  worksOffline: Signal<boolean>
  /** Switches to the version that waits, and reloads. */
  apply: Signal<(() => void) | null>
}

export function createUpdates(): Updates {
  return { worksOffline: signal(false), apply: signal<(() => void) | null>(null) }
}
