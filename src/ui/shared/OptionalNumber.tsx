// A number that may be left empty: the placeholder says what empty means.
import { useId } from 'preact/hooks'
import type { NumberRange } from '../../core/request/field-kinds'
import { readOptionalNumber } from '../../core/request/typed-number'
import { NumberBox, NumberRemarkLine } from './NumberBox'
import { useTyped } from './use-typed'
import './Disclosure.css'

interface Props {
  label: string
  /** One line on what it does, below. */
  help?: string
  /** undefined = empty. */
  value: number | undefined
  placeholder: string
  range: NumberRange
  step: number
  /** Label above the box, for two side by side. */
  stacked?: boolean
  onChange: (value: number | undefined) => void
}

export function OptionalNumber({ label, help, value, placeholder, range, step, stacked = false, onChange }: Props) {
  const id = useId()
  const typed = useTyped({ value, write: (number) => String(number ?? ''), read: (text) => readOptionalNumber(text, range), onChange })
  return (
    <div class={stacked ? 'field' : 'setting-row'}>
      <label for={id}>{label}</label>
      <NumberBox class="input" typed={typed} id={id} value={value} range={range} step={step} placeholder={placeholder} describedBy={help && `${id}-help`} onChange={onChange} />
      <NumberRemarkLine typed={typed} />
      {help && <p id={`${id}-help`} class="help">{help}</p>}
    </div>
  )
}
