// Which hub repositories come from: Hugging Face, or a mirror where that cannot be reached.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { defaultHub } from '../../core/hub'
import type { EngineError } from '../../core/errors/engine-error'
import { useApp, useWords } from '../../ui/shared/context'
import { ErrorNote } from '../../ui/shared/ErrorNote'
import { Disclosure } from '../../ui/shared/Disclosure'
import { modelsWords } from './words'

export function HubField() {
  const { downloads } = useApp()
  const words = useWords(modelsWords)
  const error = useSignal<EngineError | null>(null)
  const { url: hub, unreadable } = downloads.hub.value
  const set = (url: string) => void downloads.setHub(url).then((wrong) => { error.value = wrong })
  useEffect(() => void downloads.readHub(), [downloads])
  return (
    <>
      {unreadable !== null && <p class="library-note" role="status">{words.hubUnreadable(unreadable)}</p>}
      <Disclosure label={words.hub} changed={hub !== '' && hub !== defaultHub} changedLabel={hub}>
        <div class="library-hub">
          <input class="input" type="url" inputMode="url" aria-label={words.hub} value={hub} placeholder={defaultHub} spellcheck={false} onChange={(event) => set(event.currentTarget.value)} />
          {hub !== defaultHub && <button type="button" class="text-button" onClick={() => set('')}>{words.hubDefault}</button>}
        </div>
        <p class="help">{words.hubHelp}</p>
        {error.value?.code === 'bad-request' && <p class="library-note" role="alert">{words.hubRefused}</p>}
        {error.value && error.value.code !== 'bad-request' && <ErrorNote error={error.value} onDismiss={() => { error.value = null }} />}
      </Disclosure>
    </>
  )
}
