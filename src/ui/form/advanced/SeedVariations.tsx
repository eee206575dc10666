// Small changes to a seed's noise: towards another seed, from another size, and A1111's ENSD.
import { useId } from 'preact/hooks'
import { findSampler } from '../../../core/samplers/catalogue'
import { fieldOf, maxSeed } from '../../../core/request/fields'
import type { OptionalId } from '../../../core/request/fields'
import { useApp, useWords } from '../../shared/context'
import { fieldsAt, useExtras } from './extra-fields'
import { Disclosure } from '../../shared/Disclosure'
import { Icon } from '../../shared/Icon'
import { IconButton } from '../../shared/IconButton'
import { NumberSlider } from '../../shared/NumberSlider'
import { OptionalNumber } from '../../shared/OptionalNumber'
import { formWords } from '../words'
import { advancedWords } from './words'

export function SeedVariations() {
  const { form } = useApp()
  const { seed, help } = useWords(advancedWords)
  const { fields, changed: changedLabel } = useWords(formWords)
  const { values, set, field, changed } = useExtras()
  const { sampler, width, height } = values
  const meta = findSampler(sampler)?.meta
  const setSize = (one: 'seedWidth' | 'seedHeight', value: number | undefined) => {
    const other = one === 'seedWidth' ? 'seedHeight' : 'seedWidth'
    set(one, value)
    // A size has two sides: the other is the picture's own until it is said, and goes when this one goes.
    if (value === undefined) set(other, undefined)
    else if (values[other] === undefined) set(other, one === 'seedWidth' ? height : width)
  }
  const setStrength = (strength: number) => {
    if (values.variationSeed === undefined && strength > 0) set('variationSeed', form.drawSeed())
    set('variationStrength', strength || undefined)
  }
  return (
    <Disclosure label={seed.label} changed={changed(fieldsAt('seed'))} changedLabel={changedLabel}>
      <div class="field">
        <NumberSlider label={fields.variationStrength} value={values.variationStrength ?? 0} min={0} max={1} sliderMax={1} step={0.01} onChange={setStrength} />
        <p class="help">{help.variationStrength}</p>
      </div>
      <VariationSeed value={values.variationSeed} onChange={(value) => set('variationSeed', value)} onDraw={() => set('variationSeed', form.drawSeed())} />
      <div class="pair">
        {(['seedWidth', 'seedHeight'] as const).map((name) => (
          <OptionalNumber key={name} stacked label={fields[name]} placeholder={seed.same} {...field(name)} onChange={(value) => setSize(name, value)} />
        ))}
      </div>
      <p class="help of-pair">{seed.sizeHelp}</p>
      {fieldsAt('seed').filter(isReseeding).map((id) => (
        <OptionalNumber key={id} label={fields[id]} help={meta && !meta.usesEnsd ? `${help[id]} ${seed.reseedingUnused(meta.name)}` : help[id]} placeholder="0" {...field(id)} />
      ))}
    </Disclosure>
  )
}

/** A seed's field that counts only where a sampler seeds its noise anew. */
function isReseeding(id: OptionalId): id is Extract<OptionalId, keyof typeof advancedWords.en.help> {
  const field = fieldOf(id)
  return field.kind === 'number' && field.ofReseeding === true
}

function VariationSeed({ value, onChange, onDraw }: { value: number | undefined; onChange: (seed: number | undefined) => void; onDraw: () => void }) {
  const { seed, help } = useWords(advancedWords)
  const { fields } = useWords(formWords)
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{fields.variationSeed}</label>
      <div class="seed-row">
        <input
          id={id}
          class="input number-text"
          type="text"
          inputMode="numeric"
          autocomplete="off"
          placeholder="0"
          value={value ?? ''}
          aria-describedby={`${id}-help`}
          onInput={({ currentTarget }) => {
            const digits = currentTarget.value.replace(/\D/g, '')
            const typed = digits === '' ? undefined : Math.min(Number(digits), maxSeed)
            currentTarget.value = String(typed ?? '')
            onChange(typed)
          }}
        />
        <IconButton label={seed.another} onClick={onDraw}>
          <Icon name="dice" />
        </IconButton>
      </div>
      <p id={`${id}-help`} class="help">{help.variationSeed}</p>
    </div>
  )
}
