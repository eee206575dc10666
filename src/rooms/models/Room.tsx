// The room of models: what is stored in this browser, every model there is, and a way to add more.
import { useSignal } from '@preact/signals'
import { useEffect, useId } from 'preact/hooks'
import { Disclosure } from '../../ui/shared/Disclosure'
import { useApp, useWords } from '../../ui/shared/context'
import { lazyRoom } from '../../ui/shell/lazy-room'
import { shellWords } from '../../ui/shell/words'
import { AddModel } from './AddModel'
import { HubField } from './HubField'
import { ModelRow } from './ModelRow'
import { StorageSummary } from './StorageSummary'
import { modelsWords } from './words'
import './Room.css'

const MachineReport = lazyRoom(async () => (await import('./machine/MachineReport')).MachineReport)

export function ModelsRoom() {
  const { models, place } = useApp()
  const { rooms } = useWords(shellWords)
  const { licences, machine } = useWords(modelsWords)
  const looked = useSignal(false)
  const titleId = useId()
  useEffect(() => void models.refresh().catch(() => undefined), [])
  return (
    <section class="library" aria-labelledby={titleId}>
      <h2 id={titleId} class="library-title">{rooms.models}</h2>
      <Disclosure label={machine} changed={false} changedLabel="" onOpen={() => { looked.value = true }}>{looked.value && <MachineReport />}</Disclosure>
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
