// What most pictures leave alone: how steps are shown, where noise comes from, and the extras, each explained in a line.
import { useApp, useText, useWords } from '../../shared/context'
import { Segments } from '../../shared/Segments'
import { GuidanceExtras } from './GuidanceExtras'
import { SamplerOptions } from './SamplerOptions'
import { SeedVariations } from './SeedVariations'
import { advancedText } from './words'

export function AdvancedPanel() {
  const { form } = useApp()
  const text = useText()
  const words = useWords(advancedText)
  const values = form.values.value
  return (
    <>
      <Segments
        label={text.form.preview}
        value={form.preview.value}
        options={[{ value: 'fast', label: text.form.previewFast }, { value: 'full', label: text.form.previewFull }]}
        help={text.form.previewHelp}
        onChange={(preview) => { form.preview.value = preview }}
      />
      <Segments
        label={text.form.rng}
        value={values.rng}
        options={[{ value: 'cpu', label: text.form.rngCpu }, { value: 'nv', label: text.form.rngNv }]}
        help={text.form.rngHelp}
        onChange={(rng) => form.edit({ rng })}
      />
      <SamplerOptions />
      <SeedVariations />
      <GuidanceExtras />
      <button type="button" class="button" aria-disabled={!form.advancedChanged.value} onClick={() => form.resetAdvanced()}>{words.reset}</button>
    </>
  )
}
