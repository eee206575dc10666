// The box that a number is typed into. A text box, because a browser's own number box empties itself over a comma or a full-width digit;
// what it would bring along, arrow keys and the role, is here. What there is to say of the number stands in NumberRemarkLine.
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { NumberRange } from '../../core/request/field-kinds'
import type { RemarkSentence } from './RemarkSentence'
import type { Typed } from './use-typed'
import './fields.css'

interface Props {
  typed: Typed
  id: string
  value: number | undefined
  range: NumberRange
  /** How far an arrow key goes. */
  step: number
  onChange: (value: number) => void
  class?: string
  placeholder?: string
  /** Id of a line that explains the field. */
  describedBy?: string | undefined
}

export function NumberBox({ typed: { box, remarkId }, id, value, range: { min, max }, step, onChange, class: look = 'input number', placeholder, describedBy }: Props) {
  return (
    <input
      {...box}
      id={id}
      type="text"
      role="spinbutton"
      class={look}
      inputMode={step < 1 ? 'decimal' : 'numeric'}
      placeholder={placeholder}
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuenow={value}
      aria-describedby={[describedBy, remarkId].filter(Boolean).join(' ')}
      onKeyDown={(event) => {
        box.onKeyDown(event)
        const way = { ArrowUp: 1, ArrowDown: -1 }[event.key]
        if (way === undefined || event.altKey || event.ctrlKey || event.metaKey) return
        event.preventDefault()
        onChange(neighbour(value ?? min, way * step, min, max))
      }}
    />
  )
}

/** One step on, without the tail that 0.1 + 0.2 has. */
function neighbour(value: number, by: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, Number((value + by).toPrecision(12))))
}

const sentence = signal<typeof RemarkSentence | null>(null)

/** Always there, so that screen readers hear it fill. */
export function NumberRemarkLine({ typed: { remark, remarkId, box } }: { typed: Typed }) {
  const Sentence = sentence.value
  useEffect(() => {
    // After a failed fetch the next remark asks again.
    if (remark && !sentence.peek()) void import('./RemarkSentence').then(({ RemarkSentence: loaded }) => { sentence.value = loaded }, () => undefined)
  }, [remark])
  return <p id={remarkId} class={box['aria-invalid'] ? 'remark refused' : 'remark'} role="status">{remark && Sentence && <Sentence remark={remark} />}</p>
}
