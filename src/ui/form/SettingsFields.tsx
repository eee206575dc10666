// Steps, guidance, sampler, schedule, seed, size, and the advanced ones. What a model cannot vary is not shown.
import type { ComponentChildren } from 'preact'
import { cfgPlusPlusScale } from '../../core/guidance'
import { findSampler } from '../../core/samplers/catalogue'
import { numberField } from '../../core/request/fields'
import { sizesOf } from '../../core/request/form-values'
import type { Choice } from '../../state/choice'
import type { AxisKind } from '../../state/compare-plan'
import type { FormEdit } from '../../state/form'
import { groupSamplers } from '../../state/sampler-groups'
import { useApp, useText, useWords } from '../shared/context'
import { AdvancedSettings } from './AdvancedSettings'
import { SeedField } from './SeedField'
import { NumberSlider } from '../shared/NumberSlider'
import { Select } from '../shared/Select'
import { formText } from '../text/form'
import { useVaried } from './varied'

export function SettingsFields() {
  const { form, preferences } = useApp()
  const text = useText()
  const values = form.values.value
  const language = preferences.language.value
  const edit = (change: FormEdit) => form.edit(change)
  const manifest = form.manifest.value
  const helpOf = (choices: readonly Choice[], chosen: string, standard: string | undefined) => {
    const help = chosen === 'automatic' ? text.form.automaticHelp : choices.find(({ id }) => id === chosen)?.help[language]
    return chosen === standard ? text.form.isModelDefault + (help ?? '') : help
  }
  // In Compare mode an axis sets what it varies; the form says so instead of offering a value that is not used.
  const varied = useVaried()
  const unlessVaried = (kind: AxisKind, label: string, field: () => ComponentChildren) => {
    const axis = varied(kind)
    return axis ? <Varied label={label} note={text.form.varied(axis)} /> : field()
  }
  const marked = (id: string, name: string, standard: string | undefined) => (id === standard ? text.form.modelDefault(name) : name)
  const samplerGroups = groupSamplers(form.samplers, manifest?.defaults.sampler).map(({ name, samplers }) => ({
    label: text.form.samplerGroups[name],
    options: samplers.map((sampler) => ({ value: sampler.id, label: marked(sampler.id, sampler.name, manifest?.defaults.sampler) })),
  }))
  const schedules = [{ id: 'automatic', name: text.form.automatic }, ...form.schedules].map(({ id, name }) => ({ value: id, label: marked(id, name, manifest?.defaults.schedule) }))
  const sizes = manifest ? sizesOf(manifest) : []
  const sizeOptions = sizes.map((side) => ({ value: String(side), label: `${side} px` }))
  return (
    <>
      <div class="pair">
        {unlessVaried('steps', text.form.steps, () => (
          <NumberSlider label={text.form.steps} value={values.steps} {...rangeOf('steps')} sliderMax={50} step={1} onChange={(steps) => edit({ steps })} />
        ))}
        {unlessVaried('guidance', text.form.guidance, () => (
          <NumberSlider label={text.form.guidance} value={values.guidance} {...rangeOf('guidance')} sliderMax={15} step={0.5} onChange={(guidance) => edit({ guidance })} />
        ))}
      </div>
      <GuidanceNote />
      <div class="pair">
        {unlessVaried('sampler', text.form.sampler, () => (
          <Select label={text.form.sampler} value={values.sampler} options={samplerGroups} describedBy="sampler-help" onChange={(sampler) => edit({ sampler })} />
        ))}
        {unlessVaried('schedule', text.form.schedule, () => (
          <Select label={text.form.schedule} value={values.schedule} options={schedules} describedBy="schedule-help" onChange={(schedule) => edit({ schedule })} />
        ))}
      </div>
      {!(varied('sampler') && varied('schedule')) && (
        <div class="help">
          {!varied('sampler') && <p id="sampler-help">{helpOf(form.samplers, values.sampler, manifest?.defaults.sampler)}</p>}
          {!varied('schedule') && <p id="schedule-help">{helpOf(form.schedules, values.schedule, manifest?.defaults.schedule)}</p>}
        </div>
      )}
      {unlessVaried('seed', text.form.seed, () => <SeedField />)}
      {sizes.length > 1 && (
        <div class="pair">
          <Select label={text.form.width} value={String(values.width)} options={sizeOptions} onChange={(width) => edit({ width: Number(width) })} />
          <Select label={text.form.height} value={String(values.height)} options={sizeOptions} onChange={(height) => edit({ height: Number(height) })} />
        </div>
      )}
      <AdvancedSettings />
    </>
  )
}

const rangeOf = (id: 'steps' | 'guidance') => {
  const { min, max } = numberField(id)
  return { min, max }
}

/** What guidance means where it is not what it seems: at 1, and for CFG++, which divides it. */
function GuidanceNote() {
  const { guidance, sampler } = useApp().form.values.value
  const text = useText()
  const words = useWords(formText)
  const varied = useVaried()
  if (varied('guidance') || varied('sampler')) return null
  if (findSampler(sampler)?.meta.guidancePlusPlus) return <p class="help">{words.cfgPlusPlus(String(guidance), String(Number(cfgPlusPlusScale(guidance).toPrecision(2))))}</p>
  return guidance <= 1 ? <p class="help">{text.form.guidanceOff}</p> : null
}

function Varied({ label, note }: { label: string; note: string }) {
  return (
    <div class="field">
      <span class="varied-label">{label}</span>
      <span class="varied-note">{note}</span>
    </div>
  )
}
