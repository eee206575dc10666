// Steps, guidance, sampler, schedule, seed, size, and the advanced ones. What a model cannot vary is not shown.
import type { ComponentChildren } from 'preact'
import { cfgPlusPlusScale } from '../../core/guidance'
import { findSampler } from '../../core/samplers/catalogue'
import { samplerWords } from '../../core/samplers/words'
import { scheduleWords } from '../../core/schedule/words'
import { defaultSchedule, rangeOf, sizesOf } from '../../core/request/form-values'
import type { AxisKind } from '../../state/compare-plan'
import type { FormEdit } from '../../state/form'
import { groupSamplers } from '../../state/sampler-groups'
import { useApp, useWords } from '../shared/context'
import { AdvancedSettings } from './AdvancedSettings'
import { SeedField } from './SeedField'
import { NumberSlider } from '../shared/NumberSlider'
import { Select } from '../shared/Select'
import { sharedWords } from '../shared/words'
import { useVaried } from './varied'
import { formWords } from './words'

export function SettingsFields() {
  const { form } = useApp()
  const words = useWords(formWords)
  const { fields } = words
  const { automatic } = useWords(sharedWords)
  const samplerHelp = useWords(samplerWords)
  const scheduleHelp = { ...useWords(scheduleWords), automatic: words.automaticHelp }
  const values = form.values.value
  const edit = (change: FormEdit) => form.edit(change)
  const manifest = form.manifest.value
  const helpOf = (lines: Partial<Record<string, string>>, chosen: string, standard: string | undefined) => (chosen === standard ? words.isModelDefault : '') + (lines[chosen] ?? '')
  // In the room of comparisons an axis sets what it varies; the form says so instead of offering a value that is not used.
  const varied = useVaried()
  const unlessVaried = (kind: AxisKind, label: string, field: () => ComponentChildren) => {
    const axis = varied(kind)
    return axis ? <Varied label={label} note={words.varied(axis.toUpperCase())} /> : field()
  }
  const samplerGroups = groupSamplers(form.samplers, manifest?.defaults.sampler).map(({ name, samplers }) => ({
    label: words.samplerGroups[name],
    options: samplers.map((sampler) => ({ value: sampler.id, label: marked(sampler.id, sampler.name, manifest?.defaults.sampler) })),
  }))
  const standardSchedule = manifest ? defaultSchedule(manifest) : undefined
  const schedules = [{ id: 'automatic', name: automatic }, ...form.schedules].map(({ id, name }) => ({ value: id, label: marked(id, name, standardSchedule) }))
  const sizes = manifest ? sizesOf(manifest) : []
  const sizeOptions = sizes.map((side) => ({ value: String(side), label: `${side} px` }))
  return (
    <>
      <div class="pair">
        {unlessVaried('steps', fields.steps, () => (
          <NumberSlider label={fields.steps} value={values.steps} range={rangeOf('steps', manifest)} sliderMax={50} step={1} onChange={(steps) => edit({ steps })} />
        ))}
        {unlessVaried('guidance', fields.guidance, () => (
          <NumberSlider label={fields.guidance} value={values.guidance} range={rangeOf('guidance', manifest)} sliderMax={15} step={0.5} onChange={(guidance) => edit({ guidance })} />
        ))}
      </div>
      <GuidanceNote />
      <div class="pair">
        {unlessVaried('sampler', fields.sampler, () => (
          <Select label={fields.sampler} value={values.sampler} options={samplerGroups} describedBy="sampler-help" onChange={(sampler) => edit({ sampler })} />
        ))}
        {unlessVaried('schedule', fields.schedule, () => (
          <Select label={fields.schedule} value={values.schedule} options={schedules} describedBy="schedule-help" onChange={(schedule) => edit({ schedule })} />
        ))}
      </div>
      {!(varied('sampler') && varied('schedule')) && (
        <div class="help">
          {!varied('sampler') && <p id="sampler-help">{helpOf(samplerHelp, values.sampler, manifest?.defaults.sampler)}</p>}
          {!varied('schedule') && <p id="schedule-help">{helpOf(scheduleHelp, values.schedule, standardSchedule)}</p>}
        </div>
      )}
      {unlessVaried('seed', fields.seed, () => <SeedField />)}
      {sizes.length > 1 && (
        <div class="pair">
          <Select label={fields.width} value={String(values.width)} options={sizeOptions} onChange={(width) => edit({ width: Number(width) })} />
          <Select label={fields.height} value={String(values.height)} options={sizeOptions} onChange={(height) => edit({ height: Number(height) })} />
        </div>
      )}
      <AdvancedSettings />
    </>
  )
}

const marked = (id: string, name: string, standard: string | undefined) => (id === standard ? `${name} ★` : name)

/** What guidance means where it is not what it seems: at 1, and for CFG++, which divides it. */
function GuidanceNote() {
  const { guidance, sampler } = useApp().form.values.value
  const words = useWords(formWords)
  const varied = useVaried()
  if (varied('guidance') || varied('sampler')) return null
  if (findSampler(sampler)?.meta.guidancePlusPlus) return <p class="help">{words.cfgPlusPlus(String(guidance), String(Number(cfgPlusPlusScale(guidance).toPrecision(2))))}</p>
  return guidance <= 1 ? <p class="help">{words.guidanceOff}</p> : null
}

function Varied({ label, note }: { label: string; note: string }) {
  return (
    <div class="field">
      <span class="varied-label">{label}</span>
      <span class="varied-note">{note}</span>
    </div>
  )
}
