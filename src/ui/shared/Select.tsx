// A labelled list of choices.
import { useId } from 'preact/hooks'
import './fields.css'

export interface Option {
  value: string
  label: string
}

export interface OptionGroup {
  label: string
  options: Option[]
}

export function Select(props: { label: string; value: string; options: ReadonlyArray<Option | OptionGroup>; /** Id of the words that explain the choice. */ describedBy?: string; onChange: (value: string) => void }) {
  const { label, value, options, describedBy, onChange } = props
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} class="input" value={value} aria-describedby={describedBy} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map((option) => ('options' in option ? <optgroup key={option.label} label={option.label}>{option.options.map(toOption)}</optgroup> : toOption(option)))}
      </select>
    </div>
  )
}

function toOption({ value, label }: Option) {
  return <option key={value} value={value}>{label}</option>
}
