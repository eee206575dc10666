// Several of a list, as chips that are checkboxes: the recommended ones in sight, all others one press away.
import { useState } from 'preact/hooks'
import { samplerWords } from '../../core/samplers/words'
import { scheduleWords } from '../../core/schedule/words'
import { groupSamplers } from '../../state/sampler-groups'
import type { Choice } from '../../state/choice'
import { formWords } from '../../ui/form/words'
import { useApp, useWords } from '../../ui/shared/context'
import { sharedWords } from '../../ui/shared/words'
import { compareWords } from './words'

export function ChoiceChips(props: { kind: 'sampler' | 'schedule'; label: string; chosen: string[]; onChange: (ids: string[]) => void }) {
  const { kind, label, chosen, onChange } = props
  const app = useApp()
  const words = useWords(compareWords)
  const { automatic } = useWords(sharedWords)
  const { samplerGroups, automaticHelp } = useWords(formWords)
  const help: Partial<Record<string, string>> = { ...useWords(samplerWords), ...useWords(scheduleWords), automatic: automaticHelp }
  const [all, setAll] = useState(false)
  const defaults = app.form.manifest.value?.defaults
  const groups = kind === 'sampler'
    ? groupSamplers(app.form.samplers, defaults?.sampler).map(({ name, samplers }) => ({ title: samplerGroups[name], choices: samplers }))
    : [{ title: '', choices: [{ id: 'automatic', name: automatic }, ...app.form.schedules] }]
  const shown = all ? groups : groups.slice(0, 1)
  // A chosen one is never out of sight, not even one that an address names and nobody knows: it can only be taken away where it is seen.
  const strange = chosen.filter((id) => !groups.some(({ choices }) => choices.some((choice) => choice.id === id))).map((id) => ({ id, name: id }))
  const also = all ? [] : groups.slice(1).flatMap(({ choices }) => choices.filter(({ id }) => chosen.includes(id)))
  const hidden = groups.slice(1).reduce((sum, { choices }) => sum + choices.length, 0) - also.length
  const toggle = (id: string) => onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])
  const chip = (choice: Choice) => (
    <label key={choice.id} class="pick" title={help[choice.id]}>
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
          {i === 0 && [...also, ...strange].map(chip)}
          {i === shown.length - 1 && (all ? groups.length > 1 : hidden > 0) && (
            <button type="button" class="text-button picks-more" aria-expanded={all} onClick={() => setAll(!all)}>{all ? words.fewer : words.more(hidden)}</button>
          )}
        </div>
      ))}
    </div>
  )
}
