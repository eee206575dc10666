// What most pictures leave alone: how steps are shown, where noise comes from, and the extras, each explained in a line.
import { useApp, useWords } from '../../shared/context'
import { Segments } from '../../shared/Segments'
import { formWords } from '../words'
import { GuidanceExtras } from './GuidanceExtras'
import { SamplerOptions } from './SamplerOptions'
import { SeedVariations } from './SeedVariations'
import { advancedWords } from './words'

export function AdvancedPanel() {
  const { form } = useApp()
  const words = useWords(advancedWords)
  const { fields } = useWords(formWords)
  const values = form.values.value
  return (
    <>
      <Segments
        label={words.preview}
        value={form.preview.value}
        options={[{ value: 'fast', label: words.previews.fast }, { value: 'full', label: words.previews.full }]}
        help={words.previewHelp}
        onChange={(preview) => { form.preview.value = preview }}
      />
      <Segments
        label={fields.rng}
        value={values.rng}
        options={[{ value: 'cpu', label: 'CPU' }, { value: 'nv', label: 'NV' }]}
        help={words.rngHelp}
        onChange={(rng) => form.edit({ rng })}
      />
      <SamplerOptions />
      <SeedVariations />
      <GuidanceExtras />
      <button type="button" class="button" aria-disabled={!form.advancedChanged.value} onClick={() => form.resetAdvanced()}>{words.reset}</button>
    </>
  )
}
