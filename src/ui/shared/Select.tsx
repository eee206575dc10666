// A labelled list of choices.
import { useId } from 'preact/hooks'
import './fields.css'

export interface Option {
  value: string
  label: string
}

export function Select(props: { label: string; value: string; options: Option[]; /** Id of the words that explain the choice. */ describedBy?: string; onChange: (value: string) => void }) {
  const { label, value, options, describedBy, onChange } = props
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} class="input" value={value} aria-describedby={describedBy} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
      </select>
    </div>
  )
}
