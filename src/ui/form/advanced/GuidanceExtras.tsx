// Variants of classifier-free guidance: rescale, interval, skipped unguided passes, projection. All off until set.
import { findSampler } from '../../../core/samplers/catalogue'
import { sigmaRange } from '../../../state/sigma-range'
import { useApp, useWords } from '../../shared/context'
import { fieldsAt, useExtras } from './extra-fields'
import { Disclosure } from '../../shared/Disclosure'
import { NumberSlider } from '../../shared/NumberSlider'
import { OptionalNumber } from '../../shared/OptionalNumber'
import { formWords } from '../words'
import { advancedWords } from './words'

export function GuidanceExtras() {
  const { form } = useApp()
  const { guidance, help, unlimited, none } = useWords(advancedWords)
  const { fields, changed: changedLabel } = useWords(formWords)
  const { values, active, set, field, changed } = useExtras()
  const manifest = form.manifest.value
  // CFG++ divides its scale, so 1 is no special value to it.
  const off = values.guidance <= 1 && !findSampler(values.sampler)?.meta.guidancePlusPlus
  const range = manifest && sigmaRange(manifest, values)
  const projects = active.projectionEta !== undefined || active.projectionMaxNorm !== undefined
  return (
    <Disclosure label={guidance.label} changed={changed(fieldsAt('guidance'))} changedLabel={changedLabel}>
      {off && <p class="note">{guidance.off}</p>}
      <div class="field">
        <NumberSlider label={fields.rescale} value={values.rescale ?? 0} range={{ min: 0, max: 1 }} sliderMax={1} step={0.05} onChange={(phi) => set('rescale', phi || undefined)} />
        <p class="help">{projects && active.rescale !== undefined ? guidance.projectionWins : help.rescale}</p>
      </div>
      <div class="pair">
        <OptionalNumber stacked label={fields.intervalLow} placeholder="0" {...field('intervalLow')} />
        <OptionalNumber stacked label={fields.intervalHigh} placeholder={unlimited} {...field('intervalHigh')} />
      </div>
      <div class="help of-pair">
        <p>{guidance.intervalHelp}</p>
        {range && <p>{guidance.range(short(range.high), short(range.low))}</p>}
      </div>
      <OptionalNumber label={fields.skipUncondBelow} help={help.skipUncondBelow} placeholder="0" {...field('skipUncondBelow')} />
      <OptionalNumber label={fields.projectionEta} help={help.projectionEta} placeholder="1" {...field('projectionEta')} />
      <OptionalNumber label={fields.projectionMaxNorm} help={help.projectionMaxNorm} placeholder={none} {...field('projectionMaxNorm')} />
    </Disclosure>
  )
}

/** 14.615 as 14.6. */
function short(sigma: number): string {
  return String(Number(sigma.toPrecision(3)))
}
