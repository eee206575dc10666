// Steps, guidance, sampler, schedule, seed, size, and the advanced ones. What a model cannot vary is not shown.
import { cfgPlusPlusScale } from '../core/guidance'
import { resolveSampler } from '../core/samplers'
import type { Settings } from '../state/settings'
import { guidanceRange, sizesOf, stepsRange } from '../state/settings'
import type { Choice } from '../state/studio'
import { useRoom, useStudio, useText, useWords } from './context'
import { AdvancedSettings } from './AdvancedSettings'
import { SeedField } from './SeedField'
import { NumberSlider } from './shared/NumberSlider'
import { Select } from './shared/Select'
import { formText } from './text/form'
import { useVaried } from './varied'

export function SettingsFields() {
  const { studio, preferences } = useRoom()
  const text = useText()
  const settings = studio.settings.value
  const language = preferences.language.value
  const edit = (change: Partial<Settings>) => studio.edit(change)
  const manifest = studio.manifest.value
  const helpOf = (choices: Choice[], chosen: string) => choices.find(({ id }) => id === chosen)?.help[language]
  const sizes = manifest ? sizesOf(manifest) : []
  const sizeOptions = sizes.map((side) => ({ value: String(side), label: `${side} px` }))
  return (
    <>
      <div class="pair">
        <NumberSlider label={text.form.steps} value={settings.steps} {...stepsRange} sliderMax={50} step={1} onChange={(steps) => edit({ steps })} />
        <NumberSlider label={text.form.guidance} value={settings.guidance} {...guidanceRange} sliderMax={15} step={0.5} onChange={(guidance) => edit({ guidance })} />
      </div>
      <GuidanceNote />
      <div class="pair">
        <Select
          label={text.form.sampler}
          value={settings.sampler}
          options={studio.samplers.map(({ id, name }) => ({ value: id, label: name }))}
          describedBy="sampler-help"
          onChange={(sampler) => edit({ sampler })}
        />
        <Select
          label={text.form.schedule}
          value={settings.schedule}
          options={[{ value: 'automatic', label: text.form.automatic }, ...studio.schedules.map(({ id, name }) => ({ value: id, label: name }))]}
          describedBy="schedule-help"
          onChange={(schedule) => edit({ schedule })}
        />
      </div>
      <div class="help">
        <p id="sampler-help">{helpOf(studio.samplers, settings.sampler)}</p>
        <p id="schedule-help">{settings.schedule === 'automatic' ? text.form.automaticHelp : helpOf(studio.schedules, settings.schedule)}</p>
      </div>
      <SeedField />
      {sizes.length > 1 && (
        <div class="pair">
          <Select label={text.form.width} value={String(settings.width)} options={sizeOptions} onChange={(width) => edit({ width: Number(width) })} />
          <Select label={text.form.height} value={String(settings.height)} options={sizeOptions} onChange={(height) => edit({ height: Number(height) })} />
        </div>
      )}
      <AdvancedSettings />
    </>
  )
}

/** What guidance means where it is not what it seems: at 1, and for CFG++, which divides it. */
function GuidanceNote() {
  const { guidance, sampler } = useStudio().settings.value
  const text = useText()
  const words = useWords(formText)
  const varied = useVaried()
  if (varied('guidance') || varied('sampler')) return null
  if (resolveSampler(sampler)?.meta.guidancePlusPlus) return <p class="help">{words.cfgPlusPlus(String(guidance), String(Number(cfgPlusPlusScale(guidance).toPrecision(2))))}</p>
  return guidance <= 1 ? <p class="help">{text.form.guidanceOff}</p> : null
}
