// Filling the form from a picture's settings: pasted as text into the prompt, or read out of a PNG. Can be undone once.
import { batch, computed, signal } from '@preact/signals'
import type { ReadonlySignal, Signal } from '@preact/signals'
import { readPngSettings } from '../core/png'
import { fromInfotext, looksLikeInfotext } from '../core/request/read-infotext'
import type { Known } from '../core/request/field-texts'
import type { FormValues } from '../core/request/fields'
import { inflate } from './inflate'

export type FillNote = { kind: 'filled'; unknown: string[] } | { kind: 'no-png' } | { kind: 'no-settings' }

export interface FillForm {
  /** The prompt holds a picture's settings, from which the form could be filled. */
  offered: ReadonlySignal<boolean>
  /** What came of the last try. */
  note: Signal<FillNote | null>
  fromPrompt(): void
  fromPng(bytes: Uint8Array): Promise<void>
  undo(): void
}

export interface FillFormOptions {
  values: Signal<FormValues>
  known: () => Known
  /** Brings the numbers into the range of the model. */
  clamp: (values: FormValues) => FormValues
}

export function createFillForm({ values, known, clamp }: FillFormOptions): FillForm {
  const note = signal<FillNote | null>(null)
  let before: FormValues | null = null

  const fill = (infotext: string) => {
    const filled = fromInfotext(infotext, values.peek(), known())
    if (!filled) {
      note.value = { kind: 'no-settings' }
      return
    }
    const asked = filled.values
    let next = clamp(asked)
    const { unknown } = filled
    if (next.width !== asked.width || next.height !== asked.height) {
      const { width, height } = values.peek()
      next = clamp({ ...asked, width, height })
      unknown.push(`Size: ${asked.width}x${asked.height}`)
    }
    batch(() => {
      before = values.peek()
      values.value = next
      note.value = { kind: 'filled', unknown }
    })
  }

  return {
    offered: computed(() => looksLikeInfotext(values.value.prompt)),
    note,
    fromPrompt: () => fill(values.peek().prompt),
    async fromPng(bytes) {
      try {
        fill((await readPngSettings(bytes, inflate)) ?? '')
      } catch {
        note.value = { kind: 'no-png' }
      }
    },
    undo() {
      batch(() => {
        if (before) values.value = before
        before = null
        note.value = null
      })
    },
  }
}
