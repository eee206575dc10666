// Two or three choices side by side: native radios, so the arrow keys work.
import { useId } from 'preact/hooks'
import './fields.css'

export function Segments<T extends string>(props: { label: string; value: T; options: ReadonlyArray<{ value: T; label: string }>; help?: string; onChange: (value: T) => void }) {
  const { label, value, options, help, onChange } = props
  const id = useId()
  return (
    <fieldset class="field" aria-describedby={help ? `${id}-help` : undefined}>
      <legend>{label}</legend>
      <div class="segments-row">
        {options.map((option) => (
          <label key={option.value} class="segment">
            <input type="radio" name={id} value={option.value} checked={option.value === value} onChange={() => onChange(option.value)} />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
      {help && <p id={`${id}-help`} class="help">{help}</p>}
    </fieldset>
  )
}
