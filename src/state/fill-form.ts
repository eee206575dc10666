// Filling the form from a picture's settings: pasted as text into the prompt, read out of a PNG, or those of a picture of this visit.
// Can be undone once, until the form is edited again.
import { batch, computed, signal } from '@preact/signals'
import type { ReadonlySignal, Signal } from '@preact/signals'
import { looksLikeInfotext } from '../core/looks-like-infotext'
import type { Known } from '../core/request/field-texts'
import type { FormValues } from '../core/request/fields'
import type { Filled } from './read-fill'

/** not-fetched: the code that reads settings did not come. */
export type FillNote = { kind: 'filled' } & Omit<Filled, 'values'> | { kind: 'no-png' | 'no-settings' | 'not-fetched' }

export interface FillForm {
  /** The prompt holds a picture's settings, from which the form could be filled. */
  offered: ReadonlySignal<boolean>
  /** What came of the last try. */
  note: Signal<FillNote | null>
  /** Neither rejects. */
  fromPrompt(): Promise<void>
  fromFile(file: Blob | undefined): Promise<void>
  /** The values of a picture that is looked at again. */
  take(next: FormValues): void
  undo(): void
}

export interface FillFormOptions {
  values: Signal<FormValues>
  known: () => Known
  /** Brings the numbers into the range of the model. */
  clamp: (values: FormValues) => FormValues
  onEdit: (listener: () => void) => void
}

export function createFillForm({ values, known, clamp, onEdit }: FillFormOptions): FillForm {
  const note = signal<FillNote | null>(null)
  let before: FormValues | null = null
  const forget = () => {
    before = null
    note.value = null
  }
  onEdit(() => { if (before) forget() })

  const fill = async (textOf: (reader: typeof import('./read-fill')) => string | Promise<string | null>) => {
    const reader = await import('./read-fill').catch(() => null)
    const text = reader && (await textOf(reader))
    const filled = text && reader.readFill(text, values.peek(), known(), clamp)
    if (!reader) note.value = { kind: 'not-fetched' }
    else if (text === null) note.value = { kind: 'no-png' }
    else if (!filled) note.value = { kind: 'no-settings' }
    else batch(() => {
      const { values: next, ...said } = filled
      before = values.peek()
      values.value = next
      note.value = { kind: 'filled', ...said }
    })
  }

  return {
    offered: computed(() => looksLikeInfotext(values.value.prompt)),
    note,
    fromPrompt: () => fill(() => values.peek().prompt),
    fromFile: (file) => fill(({ textOfFile }) => textOfFile(file)),
    take(next) {
      if (sameValues(next, values.peek())) return
      batch(() => {
        // From picture to picture, what comes back is the form that a person had before the first.
        before ??= values.peek()
        values.value = next
        note.value = { kind: 'filled', unknown: [], changed: [] }
      })
    },
    undo() {
      batch(() => {
        if (before) values.value = before
        forget()
      })
    },
  }
}

function sameValues(a: FormValues, b: FormValues): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof FormValues>
  return [...names].every((name) => a[name] === b[name])
}
