// The options of the chosen sampler, and no others; empty boxes leave the sampler at its own.
import { findSampler } from '../../../core/samplers/catalogue'
import { useApp, useWords } from '../../shared/context'
import type { OptionalId } from '../../../core/request/fields'
import { fieldsAt, useExtras } from './extra-fields'
import { Disclosure } from '../../shared/Disclosure'
import { OptionalNumber } from '../../shared/OptionalNumber'
import { formText } from '../../text/form'
import { advancedText } from './words'

export function SamplerOptions() {
  const { sampler } = useApp().form.values.value
  const text = useWords(advancedText)
  const { changed: changedLabel } = useWords(formText)
  const { field, changed } = useExtras()
  const listed: readonly string[] = findSampler(sampler)?.meta.options ?? []
  const names = fieldsAt('sampling.options').filter((id) => listed.includes(id)) as (keyof typeof text.sampler & OptionalId)[]
  if (names.length === 0) return null
  const ownEta = sampler === 'tcd' ? '0.3' : sampler.startsWith('ddim') ? '0' : '1'
  const standard = { eta: ownEta, sChurn: '0', sTmin: '0', sTmax: text.unlimited, sNoise: '1' }
  return (
    <Disclosure label={text.sampler.label} changed={changed(names)} changedLabel={changedLabel}>
      {names.map((name) => (
        <OptionalNumber key={name} label={text.sampler[name].label} help={text.sampler[name].help} placeholder={standard[name]} {...field(name)} />
      ))}
    </Disclosure>
  )
}
