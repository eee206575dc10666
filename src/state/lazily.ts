// State whose code comes when its room is first opened, and then stays.
import { signal } from '@preact/signals'
import type { ReadonlySignal } from '@preact/signals'

export interface Lazy<T> {
  /** null until it has come. */
  now: ReadonlySignal<T | null>
  open(): Promise<T>
}

/** A failed fetch is tried again by the next open(). */
export function lazily<T>(load: () => Promise<T>): Lazy<T> {
  const now = signal<T | null>(null)
  let coming: Promise<T> | null = null
  return {
    now,
    open: () => (coming ??= load().then((state) => (now.value = state), (error: unknown) => {
      coming = null
      throw error
    })),
  }
}
