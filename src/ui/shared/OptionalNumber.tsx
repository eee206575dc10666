// A number that may be left empty: the placeholder says what empty means. Half-typed numbers stay as they are being typed.
import { useId, useState } from 'preact/hooks'
import './Disclosure.css'
import './fields.css'

interface Props {
  label: string
  /** One line on what it does, below. */
  help?: string
  /** undefined = empty. */
  value: number | undefined
  placeholder: string
  min: number
  max: number
  step: number
  /** Label above the box, for two side by side. */
  stacked?: boolean
  onChange: (value: number | undefined) => void
}

export function OptionalNumber({ label, help, value, placeholder, min, max, step, stacked = false, onChange }: Props) {
  const id = useId()
  const [typed, setTyped] = useState<string | null>(null)
  const report = (text: string, leaving: boolean) => {
    const number = Number(text)
    if (text === '') onChange(undefined)
    else if (leaving) onChange(Math.min(max, Math.max(min, number)))
    else if (number >= min && number <= max) onChange(number)
  }
  return (
    <div class={stacked ? 'field' : 'setting-row'}>
      <label for={id}>{label}</label>
      <input
        id={id}
        type="number"
        class="input"
        inputMode={step < 1 ? 'decimal' : 'numeric'}
        autocomplete="off"
        placeholder={placeholder}
        min={min}
        max={max}
        step={step}
        value={typed ?? value ?? ''}
        aria-describedby={help ? `${id}-help` : undefined}
        onInput={({ currentTarget }) => {
          // A sign or a point alone reads as empty, but is on its way to a number.
          if (currentTarget.validity.badInput) return
          setTyped(currentTarget.value)
          report(currentTarget.value, false)
        }}
        onBlur={() => {
          if (typed !== null) report(typed, true)
          setTyped(null)
        }}
      />
      {help && <p id={`${id}-help`} class="help">{help}</p>}
    </div>
  )
}
