// A number with a slider: the box for the exact value, the slider for a feeling of it. One label, native slider.
import { useId } from 'preact/hooks'
import type { NumberRange } from '../../core/request/field-kinds'
import { readNumber } from '../../core/request/typed-number'
import { NumberBox, NumberRemarkLine } from './NumberBox'
import { useTyped } from './use-typed'
import './fields.css'

/** Number with a slider beside it; the slider may span less than the number allows. */
export function NumberSlider(props: { label: string; value: number; range: NumberRange; sliderMax: number; step: number; onChange: (value: number) => void }) {
  const { label, value, range, sliderMax, step, onChange } = props
  const id = useId()
  const typed = useTyped({ value, write: String, read: (text) => readNumber(text, range, value), onChange })
  const shown = Math.min(value, sliderMax)
  return (
    <div class="field">
      <div class="field-head">
        <label for={id}>{label}</label>
        <NumberBox typed={typed} id={id} value={value} range={range} step={step} onChange={onChange} />
      </div>
      <input
        type="range"
        class="slider"
        aria-label={label}
        style={{ '--filled': `${(100 * (shown - range.min)) / (sliderMax - range.min)}%` }}
        min={range.min}
        max={sliderMax}
        step={step}
        value={shown}
        onInput={(event) => onChange(event.currentTarget.valueAsNumber)}
      />
      <NumberRemarkLine typed={typed} />
    </div>
  )
}
