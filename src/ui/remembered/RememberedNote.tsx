// What was remembered here, did not fit and was left out, and where a person can look at all of it: told once.
import { signal } from '@preact/signals'
import { createTelling } from '../../state/told'
import { useApp, useWords } from '../shared/context'
import { sharedWords } from '../shared/words'
import { rememberedWords } from './words'
import './RememberedNote.css'

const dismissed = signal(false)
const telling = createTelling(() => localStorage)
/** Names of hashes and addresses are long, and a few tell enough. */
const shown = (names: readonly string[]) => [...names.slice(0, 3).map((name) => (name.length > 48 ? `${name.slice(0, 47)}…` : name)), ...(names.length > 3 ? ['…'] : [])].join(', ')

export function RememberedNote() {
  const { preferences, models } = useApp()
  const words = useWords(rememberedWords)
  const { dismiss } = useWords(sharedWords)
  const dropped = preferences.dropped.value
  const unreadable = telling.toTell(models.storage.value?.unreadable ?? [])
  if (dismissed.value || dropped.length + unreadable.length === 0) return null
  return (
    <div class="note remembered-note" role="status">
      {dropped.length > 0 && <p>{words.dropped(shown(dropped))}</p>}
      {unreadable.length > 0 && <p>{words.unreadable(unreadable.length, shown(unreadable))}</p>}
      <p>
        <a href="#/rescue">{words.look}</a>{' '}
        <button type="button" class="text-button" onClick={() => { dismissed.value = true }}>{dismiss}</button>
      </p>
    </div>
  )
}
