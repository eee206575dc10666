// Filling the form from a picture's settings: pasted as text into the prompt, or read out of a PNG. Can be undone once.
import { batch, computed, signal } from '@preact/signals'
import type { ReadonlySignal, Signal } from '@preact/signals'
import { readPngText } from '../core/png'
import { fromInfotext, looksLikeInfotext } from './from-infotext'
import type { KnownNames } from './from-infotext'
import type { Settings } from './settings'

export type FillNote = { kind: 'filled'; unknown: string[] } | { kind: 'no-png' } | { kind: 'no-settings' }

export interface FillForm {
  /** The prompt holds a picture's settings, from which the form could be filled. */
  offered: ReadonlySignal<boolean>
  /** What came of the last try. */
  note: Signal<FillNote | null>
  fromPrompt(): void
  fromPng(bytes: Uint8Array): void
  undo(): void
}

export interface FillFormOptions {
  settings: Signal<Settings>
  known: () => KnownNames
  /** Brings the numbers into the range of the model. */
  clamp: (settings: Settings) => Settings
}

export function createFillForm({ settings, known, clamp }: FillFormOptions): FillForm {
  const note = signal<FillNote | null>(null)
  let before: Settings | null = null

  const fill = (infotext: string) => {
    const filled = fromInfotext(infotext, settings.peek(), known())
    if (!filled) {
      note.value = { kind: 'no-settings' }
      return
    }
    const asked = filled.settings
    let next = clamp(asked)
    const { unknown } = filled
    if (next.width !== asked.width || next.height !== asked.height) {
      const { width, height } = settings.peek()
      next = clamp({ ...asked, width, height })
      unknown.push(`Size: ${asked.width}x${asked.height}`)
    }
    batch(() => {
      before = settings.peek()
      settings.value = next
      note.value = { kind: 'filled', unknown }
    })
  }

  return {
    offered: computed(() => looksLikeInfotext(settings.value.prompt)),
    note,
    fromPrompt: () => fill(settings.peek().prompt),
    fromPng(bytes) {
      try {
        fill(readPngText(bytes)['parameters'] ?? '')
      } catch {
        note.value = { kind: 'no-png' }
      }
    },
    undo() {
      batch(() => {
        if (before) settings.value = before
        before = null
        note.value = null
      })
    },
  }
}
