// Small changes to a seed's noise: towards another seed, from another size, and A1111's ENSD.
import { useId } from 'preact/hooks'
import { findSampler } from '../../../core/samplers/catalogue'
import { fieldOf } from '../../../core/request/fields'
import type { OptionalId } from '../../../core/request/fields'
import { readSeed, remark } from '../../../core/request/typed-number'
import type { NumberReading } from '../../../core/request/typed-number'
import { useApp, useWords } from '../../shared/context'
import { fieldsAt, useExtras } from './extra-fields'
import { Disclosure } from '../../shared/Disclosure'
import { Icon } from '../../shared/Icon'
import { IconButton } from '../../shared/IconButton'
import { NumberRemarkLine } from '../../shared/NumberBox'
import { NumberSlider } from '../../shared/NumberSlider'
import { OptionalNumber } from '../../shared/OptionalNumber'
import { useTyped } from '../../shared/use-typed'
import { SeedBox } from '../SeedBox'
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
        <NumberSlider label={fields.variationStrength} value={values.variationStrength ?? 0} range={{ min: 0, max: 1 }} sliderMax={1} step={0.01} onChange={setStrength} />
        <p class="help">{help.variationStrength}</p>
      </div>
      <VariationSeed value={values.variationSeed} counts={(values.variationStrength ?? 0) > 0} draw={form.drawSeed} onChange={(value) => set('variationSeed', value)} />
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

interface VariationSeedProps {
  value: number | undefined
  /** The strength is above 0. */
  counts: boolean
  draw: () => number
  onChange: (seed: number | undefined) => void
}

/** Left to chance (empty or -1), one is drawn as soon as it counts, and shown: it is a part of what makes the picture. */
function VariationSeed({ value, counts, draw, onChange }: VariationSeedProps) {
  const { seed, help } = useWords(advancedWords)
  const { fields, seedHint } = useWords(formWords)
  const id = useId()
  const read = (text: string): NumberReading<number | undefined> => {
    const reading = readSeed(text)
    if (reading.kind === 'refused') return reading
    if (reading.kind === 'value' && reading.value !== null) return { kind: 'value', value: reading.value }
    if (!counts) return { kind: 'value', value: undefined }
    const drawn = draw()
    return { kind: 'corrected', value: drawn, remark: remark('drawn', drawn) }
  }
  // A request that says a strength and no seed, as a link may, goes towards seed 0.
  const typed = useTyped({ value: value ?? (counts ? 0 : undefined), write: (number) => String(number ?? ''), read, onChange })
  return (
    <div class="field">
      <label for={id}>{fields.variationSeed}</label>
      <div class="seed-row">
        <SeedBox typed={typed} id={id} placeholder={seedHint} describedBy={`${id}-help`} />
        <IconButton label={seed.another} onClick={() => { typed.forget(); onChange(draw()) }}>
          <Icon name="dice" />
        </IconButton>
      </div>
      <NumberRemarkLine typed={typed} />
      <p id={`${id}-help`} class="help">{help.variationSeed}</p>
    </div>
  )
}
