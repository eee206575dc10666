// The options of the chosen sampler, and no others; empty boxes leave the sampler at its own.
import { samplerExtrasOf } from '../../../state/extras'
import { useStudio, useWords } from '../../shared/context'
import { useExtras } from './extra-fields'
import { Disclosure } from '../../shared/Disclosure'
import { OptionalNumber } from '../../shared/OptionalNumber'
import { formText } from '../../text/form'
import { advancedText } from './words'

export function SamplerOptions() {
  const { sampler } = useStudio().settings.value
  const text = useWords(advancedText)
  const { changed: changedLabel } = useWords(formText)
  const { field, changed } = useExtras()
  const names = samplerExtrasOf(sampler)
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
