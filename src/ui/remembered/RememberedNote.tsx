// Once a visit: what was remembered here did not fit and was left out, and where a person can look at all of it.
import { signal } from '@preact/signals'
import { useApp, useWords } from '../shared/context'
import { sharedWords } from '../shared/words'
import { rememberedWords } from './words'
import './RememberedNote.css'

const dismissed = signal(false)
/** Names of hashes and addresses are long, and a few tell enough. */
const shown = (names: readonly string[]) => [...names.slice(0, 3).map((name) => (name.length > 48 ? `${name.slice(0, 47)}…` : name)), ...(names.length > 3 ? ['…'] : [])].join(', ')

export function RememberedNote() {
  const { preferences, models } = useApp()
  const words = useWords(rememberedWords)
  const { dismiss } = useWords(sharedWords)
  const dropped = preferences.dropped.value
  const unreadable = models.storage.value?.unreadable ?? []
  if (dismissed.value) return null
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
