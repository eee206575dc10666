// Which hub repositories come from: Hugging Face, or a mirror where that cannot be reached.
import { defaultHub } from '../../core/hub'
import { useRoom, useWords } from '../context'
import { Disclosure } from '../shared/Disclosure'
import { libraryText } from './words'

export function HubField() {
  const { preferences } = useRoom()
  const words = useWords(libraryText)
  const hub = preferences.hub.value
  return (
    <Disclosure label={words.hub} changed={hub !== defaultHub} changedLabel={hub}>
      <form
        class="library-hub"
        onSubmit={(event) => event.preventDefault()}
      >
        <input
          class="input" type="url" inputMode="url" aria-label={words.hub} value={hub} placeholder={defaultHub} spellcheck={false}
          onChange={(event) => {
            const typed = event.currentTarget.value.trim()
            if (typed === '') preferences.hub.value = defaultHub
            else if (event.currentTarget.checkValidity() && /^https?:/.test(typed)) preferences.hub.value = typed
            event.currentTarget.value = preferences.hub.value
          }}
        />
        {hub !== defaultHub && <button type="button" class="text-button" onClick={() => { preferences.hub.value = defaultHub }}>{words.hubDefault}</button>}
      </form>
      <p class="help">{words.hubHelp}</p>
    </Disclosure>
  )
}
