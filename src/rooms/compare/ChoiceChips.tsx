// Several of a list, as chips that are checkboxes: the recommended ones in sight, all others one press away.
import { useState } from 'preact/hooks'
import { groupSamplers } from '../../state/sampler-groups'
import type { Choice } from '../../state/choice'
import { useApp, useText } from '../../ui/shared/context'
import { useCompareWords } from './words'

export function ChoiceChips(props: { kind: 'sampler' | 'schedule'; label: string; chosen: string[]; onChange: (ids: string[]) => void }) {
  const { kind, label, chosen, onChange } = props
  const app = useApp()
  const { preferences } = app
  const text = useText()
  const words = useCompareWords()
  const [all, setAll] = useState(false)
  const language = preferences.language.value
  const defaults = app.form.manifest.value?.defaults
  const groups = kind === 'sampler'
    ? groupSamplers(app.form.samplers, defaults?.sampler).map(({ name, samplers }) => ({ title: text.form.samplerGroups[name], choices: samplers }))
    : [{ title: '', choices: [{ id: 'automatic', name: text.form.automatic, help: { en: text.form.automaticHelp, zh: text.form.automaticHelp } }, ...app.form.schedules] }]
  const shown = all ? groups : groups.slice(0, 1)
  // A chosen one is never out of sight.
  const also = all ? [] : groups.slice(1).flatMap(({ choices }) => choices.filter(({ id }) => chosen.includes(id)))
  const hidden = groups.slice(1).reduce((sum, { choices }) => sum + choices.length, 0) - also.length
  const toggle = (id: string) => onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])
  const chip = (choice: Choice) => (
    <label key={choice.id} class="pick" title={choice.help[language]}>
      <input type="checkbox" checked={chosen.includes(choice.id)} onChange={() => toggle(choice.id)} />
      <span>{choice.name}</span>
    </label>
  )
  return (
    <div class="picks" role="group" aria-label={label}>
      {shown.map(({ title, choices }, i) => (
        <div key={title} class="picks-group">
          {all && <p class="picks-title">{title}</p>}
          {choices.map(chip)}
          {i === 0 && also.map(chip)}
          {i === shown.length - 1 && (all ? groups.length > 1 : hidden > 0) && (
            <button type="button" class="text-button picks-more" aria-expanded={all} onClick={() => setAll(!all)}>{all ? words.fewer : words.more(hidden)}</button>
          )}
        </div>
      ))}
    </div>
  )
}
