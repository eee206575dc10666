// The options of the chosen sampler, and no others; empty boxes leave the sampler at its own.
import { findSampler } from '../../../core/samplers/catalogue'
import { useApp, useWords } from '../../shared/context'
import { fieldsAt, useExtras } from './extra-fields'
import { Disclosure } from '../../shared/Disclosure'
import { OptionalNumber } from '../../shared/OptionalNumber'
import { formWords } from '../words'
import { advancedWords } from './words'

export function SamplerOptions() {
  const { sampler } = useApp().form.values.value
  const words = useWords(advancedWords)
  const { fields, changed: changedLabel } = useWords(formWords)
  const { field, changed } = useExtras()
  const listed: readonly string[] = findSampler(sampler)?.meta.options ?? []
  const names = fieldsAt('sampling.options').filter((id) => listed.includes(id)) as (keyof typeof standard)[]
  if (names.length === 0) return null
  const ownEta = sampler === 'tcd' ? '0.3' : sampler.startsWith('ddim') ? '0' : '1'
  const standard = { eta: ownEta, sChurn: '0', sTmin: '0', sTmax: words.unlimited, sNoise: '1' }
  return (
    <Disclosure label={words.sampler} changed={changed(names)} changedLabel={changedLabel}>
      {names.map((name) => (
        <OptionalNumber key={name} label={fields[name]} help={words.help[name]} placeholder={standard[name]} {...field(name)} />
      ))}
    </Disclosure>
  )
}
