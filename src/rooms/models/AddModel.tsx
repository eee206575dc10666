// Bring your own model: a name on the hub or an address to type, a folder to pick, or something to drop.
import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { defaultHub } from '../../core/hub'
import { useApp, useWords } from '../../ui/shared/context'
import { ErrorNote } from '../../ui/shared/ErrorNote'
import { LoadLine } from '../../ui/model/LoadLine'
import { modelWords } from '../../ui/model/words'
import { InspectionReport } from './InspectionReport'
import { droppedFiles, pickedFiles } from './picked-files'
import { modelsWords } from './words'

export function AddModel() {
  const { downloads, models } = useApp()
  const { adding } = downloads
  const words = useWords(modelsWords)
  const { waiting } = useWords(modelWords)
  const titleId = useId()
  const typed = useSignal('')
  const over = useSignal(false)
  const busy = adding.busy.value
  const added = models.library.value.find(({ manifest }) => manifest.id === adding.added.value)
  const picker = (label: string, folder: boolean) => (
    <label class={`button${busy ? ' refused' : ''}`}>
      {label}
      <input
        type="file" class="visually-hidden" multiple disabled={busy} {...(folder && { webkitdirectory: true })}
        onChange={(event) => {
          const picked = pickedFiles(event.currentTarget.files)
          event.currentTarget.value = '' // the same folder can be picked again
          if (picked.length > 0) void adding.lookIntoFiles(picked)
        }}
      />
    </label>
  )
  return (
    <section
      class={`library-add${over.value ? ' over' : ''}`} aria-labelledby={titleId}
      onDragOver={(event) => { event.preventDefault(); over.value = true }}
      onDragLeave={(event) => { if (!event.currentTarget.contains(event.relatedTarget as Node | null)) over.value = false }}
      onDrop={(event) => {
        event.preventDefault()
        over.value = false
        if (event.dataTransfer && !busy) void adding.lookIntoFiles(droppedFiles(event.dataTransfer))
      }}
    >
      <h3 id={titleId}>{words.add}</h3>
      <form
        class="library-look"
        onSubmit={(event) => {
          event.preventDefault()
          if (typed.value.trim() !== '') void adding.look(typed.value, downloads.hub.value.url || defaultHub)
        }}
      >
        <input class="input" aria-label={words.address} placeholder={words.addressHint} value={typed.value} spellcheck={false} autocapitalize="off" onInput={(event) => { typed.value = event.currentTarget.value }} />
        <button type="submit" class="button" disabled={busy || typed.value.trim() === ''}>{words.look}</button>
        {picker(words.folder, true)}
        <p class="help">{over.value ? words.dropNow : words.drop}</p>
      </form>
      {busy && !adding.progress.value && <p role="status">{words.looking}</p>}
      {busy && adding.progress.value && <LoadLine progress={adding.progress.value} />}
      {adding.error.value && <ErrorNote error={adding.error.value} onDismiss={() => adding.clear()} />}
      {added && <p class="library-note good" role="status">{words.addedNote(added.manifest.name)}</p>}
      {adding.found.value && <InspectionReport inspection={adding.found.value.inspection} />}
      <span class="visually-hidden" aria-live="polite">{busy ? waiting : ''}</span>
    </section>
  )
}
