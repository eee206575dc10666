// Which hub repositories come from: Hugging Face, or a mirror where that cannot be reached.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { defaultHub } from '../../core/hub'
import type { EngineError } from '../../core/errors/engine-error'
import { useStudio, useWords } from '../context'
import { ErrorNote } from '../ErrorNote'
import { Disclosure } from '../shared/Disclosure'
import { libraryText } from './words'

export function HubField() {
  const { files } = useStudio()
  const words = useWords(libraryText)
  const error = useSignal<EngineError | null>(null)
  const hub = files.hub.value
  const set = (url: string) => void files.setHub(url).then((wrong) => { error.value = wrong })
  useEffect(() => void files.readHub(), [files])
  return (
    <Disclosure label={words.hub} changed={hub !== '' && hub !== defaultHub} changedLabel={hub}>
      <div class="library-hub">
        <input class="input" type="url" inputMode="url" aria-label={words.hub} value={hub} placeholder={defaultHub} spellcheck={false} onChange={(event) => set(event.currentTarget.value)} />
        {hub !== defaultHub && <button type="button" class="text-button" onClick={() => set('')}>{words.hubDefault}</button>}
      </div>
      <p class="help">{words.hubHelp}</p>
      {error.value && <ErrorNote error={error.value} onDismiss={() => { error.value = null }} />}
    </Disclosure>
  )
}
