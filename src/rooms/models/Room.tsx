// The model library: what is stored in this browser, every model there is, and a way to add more.
import { useEffect, useId, useRef } from 'preact/hooks'
import { useStudio, useWords } from '../../ui/shared/context'
import { Icon } from '../../ui/shared/Icon'
import { IconButton } from '../../ui/shared/IconButton'
import { AddModel } from './AddModel'
import { HubField } from './HubField'
import { ModelRow } from './ModelRow'
import { StorageSummary } from './StorageSummary'
import { libraryText } from './words'
import './Room.css'

export function LibraryDialog() {
  const { files, model } = useStudio()
  const words = useWords(libraryText)
  const titleId = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    // The browser keeps the keyboard inside, closes on Escape and gives the focus back.
    dialog.current?.showModal()
    void model.refresh().catch(() => undefined)
  }, [])
  const close = () => dialog.current?.close()
  return (
    <dialog
      ref={dialog}
      class="library"
      aria-labelledby={titleId}
      onClose={() => { files.open.value = false }}
      onClick={(event) => { if (event.target === dialog.current) close() }}
    >
      <div class="library-page">
        <header class="library-head">
          <h2 id={titleId}>{words.title}</h2>
          <IconButton label={words.close} onClick={close}><Icon name="close" /></IconButton>
        </header>
        <StorageSummary />
        <ul class="library-models">
          {model.library.value.map((entry) => <ModelRow key={entry.manifest.id} entry={entry} onUse={close} />)}
        </ul>
        <AddModel />
        <HubField />
      </div>
    </dialog>
  )
}
