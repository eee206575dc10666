// What most pictures leave alone: how steps are shown, where noise comes from, and the extras, each explained in a line.
import { isAdvancedChanged } from '../../../state/settings'
import { useStudio, useText, useWords } from '../../shared/context'
import { Segments } from '../../shared/Segments'
import { GuidanceExtras } from './GuidanceExtras'
import { SamplerOptions } from './SamplerOptions'
import { SeedVariations } from './SeedVariations'
import { advancedText } from './words'

export function AdvancedPanel() {
  const studio = useStudio()
  const text = useText()
  const words = useWords(advancedText)
  const settings = studio.settings.value
  return (
    <>
      <Segments
        label={text.form.preview}
        value={settings.preview}
        options={[{ value: 'fast', label: text.form.previewFast }, { value: 'full', label: text.form.previewFull }]}
        help={text.form.previewHelp}
        onChange={(preview) => studio.edit({ preview })}
      />
      <Segments
        label={text.form.rng}
        value={settings.rng}
        options={[{ value: 'cpu', label: text.form.rngCpu }, { value: 'nv', label: text.form.rngNv }]}
        help={text.form.rngHelp}
        onChange={(rng) => studio.edit({ rng })}
      />
      <SamplerOptions />
      <SeedVariations />
      <GuidanceExtras />
      <button type="button" class="button" aria-disabled={!isAdvancedChanged(settings)} onClick={() => studio.resetAdvanced()}>{words.reset}</button>
    </>
  )
}
