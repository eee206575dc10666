// What stands in a box while a person types a number into it. The text is theirs: it stays as typed until they leave the box or press
// Enter. Only then is it brought into range, with a word, or refused with one; and a box with refused text stops the form.
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { NumberReading, NumberRemark } from '../../core/request/typed-number'

export interface TypedValue<V> {
  value: V
  write(value: V): string
  read(text: string): NumberReading<V>
  onChange(value: V): void
}

/** `of` is the value it was typed over or gave: once the value is another, the text is history. */
interface Draft<V> { text: string; of: V; remark: NumberRemark | null; refused: boolean }

export interface Typed {
  remark: NumberRemark | null
  remarkId: string
  /** Something else than typing sets the value: what was typed, and perhaps refused, goes. */
  forget(): void
  /** What the input needs. */
  box: {
    ref: { current: HTMLInputElement | null }
    value: string
    autocomplete: 'off'
    'aria-invalid': boolean
    onInput(event: { currentTarget: HTMLInputElement }): void
    onBlur(event: { currentTarget: HTMLInputElement }): void
    onKeyDown(event: KeyboardEvent & { currentTarget: HTMLInputElement }): void
  }
}

/** The form finds it by this (refused-box.ts), also before the page is drawn anew. */
function mark(input: HTMLInputElement | null, refused: boolean): void {
  input?.setCustomValidity(refused ? 'refused' : '')
}

export function useTyped<V>({ value, write, read, onChange }: TypedValue<V>): Typed {
  const [kept, setDraft] = useState<Draft<V> | null>(null)
  const draft = kept && Object.is(kept.of, value) ? kept : null
  const ref = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => mark(ref.current, draft?.refused ?? false))

  /** Takes what is on the screen, at once: the press of Enter that follows must find it in the form. */
  const take = (input: HTMLInputElement) => {
    const text = input.value
    if (text === write(value) || (draft?.refused && draft.text === text)) return
    const reading = read(text)
    mark(input, reading.kind === 'refused')
    if (reading.kind === 'refused') return setDraft({ text, of: value, remark: reading.remark, refused: true })
    setDraft(reading.kind === 'corrected' ? { text: write(reading.value), of: reading.value, remark: reading.remark, refused: false } : null)
    if (!Object.is(reading.value, value)) onChange(reading.value)
  }
  return {
    remark: draft?.remark ?? null,
    remarkId: `${useId()}-remark`,
    forget: () => setDraft(null),
    box: {
      ref,
      value: draft?.text ?? write(value),
      autocomplete: 'off',
      'aria-invalid': draft?.refused ?? false,
      onInput({ currentTarget }) {
        const text = currentTarget.value
        const reading = read(text)
        mark(currentTarget, false)
        const now = reading.kind === 'value' ? reading.value : value
        setDraft({ text, of: now, remark: null, refused: false })
        if (!Object.is(now, value)) onChange(now)
      },
      onBlur: ({ currentTarget }) => take(currentTarget),
      // Before the form or the page hears of it. While Chinese is being composed, Enter belongs to the input method.
      onKeyDown(event) { if (event.key === 'Enter' && !event.isComposing) take(event.currentTarget) },
    },
  }
}
