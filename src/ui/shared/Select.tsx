// A labelled list of choices with a hidden word of help for whoever asks.
import { useId } from 'preact/hooks'
import './fields.css'

export interface Option {
  value: string
  label: string
}

export function Select(props: { label: string; value: string; options: Option[]; help?: string; onChange: (value: string) => void }) {
  const { label, value, options, help, onChange } = props
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} class="input" value={value} title={help} aria-describedby={help ? `${id}-help` : undefined} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
      </select>
      {help && <span id={`${id}-help`} class="visually-hidden">{help}</span>}
    </div>
  )
}
