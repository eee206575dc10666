// Labelled form controls: each is one label, one native control, and nothing a keyboard or a screen reader could miss.
import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import './fields.css'

/** Number with a slider beside it; the slider may span less than the number allows. */
export function NumberSlider(props: { label: string; value: number; min: number; max: number; sliderMax: number; step: number; onChange: (value: number) => void }) {
  const { label, value, min, max, sliderMax, step, onChange } = props
  const id = useId()
  const shown = Math.min(value, sliderMax)
  return (
    <div class="field">
      <div class="field-head">
        <label for={id}>{label}</label>
        <NumberBox id={id} value={value} min={min} max={max} step={step} onChange={onChange} />
      </div>
      <input
        type="range"
        class="slider"
        aria-label={label}
        style={{ '--filled': `${(100 * (shown - min)) / (sliderMax - min)}%` }}
        min={min}
        max={sliderMax}
        step={step}
        value={shown}
        onInput={(event) => onChange(event.currentTarget.valueAsNumber)}
      />
    </div>
  )
}

/** Lets a number be half-typed; only a whole one is reported, and leaving the field brings it into range. */
export function NumberBox(props: { id: string; value: number; min: number; max: number; step: number; onChange: (value: number) => void }) {
  const { id, value, min, max, step, onChange } = props
  return (
    <input
      id={id}
      type="number"
      class="input number"
      inputMode={step < 1 ? 'decimal' : 'numeric'}
      min={min}
      max={max}
      step={step}
      value={value}
      onInput={(event) => {
        const typed = event.currentTarget.valueAsNumber
        if (typed >= min && typed <= max) onChange(typed)
      }}
      onBlur={(event) => {
        const typed = event.currentTarget.valueAsNumber
        const kept = Number.isFinite(typed) ? Math.min(max, Math.max(min, typed)) : value
        event.currentTarget.value = String(kept)
        onChange(kept)
      }}
    />
  )
}

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

/** Two or three choices side by side: native radios, so the arrow keys work. */
export function Segments<T extends string>(props: { label: string; value: T; options: ReadonlyArray<{ value: T; label: string }>; help?: string; onChange: (value: T) => void }) {
  const { label, value, options, help, onChange } = props
  const id = useId()
  return (
    <fieldset class="field segments" aria-describedby={help ? `${id}-help` : undefined}>
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

/** A button that is only an icon: the name is its label and its tooltip. */
export function IconButton(props: { label: string; onClick: () => void; disabled?: boolean; pressed?: boolean; children: ComponentChildren }) {
  const { label, onClick, disabled = false, pressed, children } = props
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} aria-pressed={pressed} disabled={disabled} onClick={onClick}>
      {children}
    </button>
  )
}
