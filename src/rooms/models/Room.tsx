// The room of models: what is stored in this browser, every model there is, and a way to add more.
import { useEffect, useId } from 'preact/hooks'
import { useApp, useWords } from '../../ui/shared/context'
import { shellWords } from '../../ui/shell/words'
import { AddModel } from './AddModel'
import { HubField } from './HubField'
import { ModelRow } from './ModelRow'
import { StorageSummary } from './StorageSummary'
import { modelsWords } from './words'
import './Room.css'

export function ModelsRoom() {
  const { models, place } = useApp()
  const { rooms } = useWords(shellWords)
  const { licences } = useWords(modelsWords)
  const titleId = useId()
  useEffect(() => void models.refresh().catch(() => undefined), [])
  return (
    <section class="library" aria-labelledby={titleId}>
      <h2 id={titleId} class="library-title">{rooms.models}</h2>
      <StorageSummary />
      <ul class="library-models">
        {models.library.value.map((entry) => <ModelRow key={entry.manifest.id} entry={entry} onUse={() => place.go('studio')} />)}
      </ul>
      <AddModel />
      <HubField />
      <p class="library-licences"><a href="./THIRD-PARTY-NOTICES.txt" target="_blank" rel="noopener">{licences}</a></p>
    </section>
  )
}
