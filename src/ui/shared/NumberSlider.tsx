// A number with a slider: the box for the exact value, the slider for a feeling of it. One label, native controls.
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
