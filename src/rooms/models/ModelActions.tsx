// The buttons of a model, as its state allows them; while something is done with its files, how that is going.
import { useId } from 'preact/hooks'
import type { MemoryFit } from '../../state/load-choice'
import type { LibraryEntry } from '../../state/models'
import type { FileWork } from '../../state/downloads'
import { useApp, useWords } from '../../ui/shared/context'
import { LoadLine } from '../../ui/model/LoadLine'
import { FitWarning } from '../../ui/model/memory/FitWarning'
import { memoryWords } from '../../ui/model/memory/words'
import { sharedWords } from '../../ui/shared/words'
import { saveFiles } from './save-files'
import { modelsWords } from './words'

export function ModelActions({ entry, fit, onUse }: { entry: LibraryEntry; fit: MemoryFit | null; onUse: () => void }) {
  const app = useApp()
  const words = useWords(modelsWords)
  const { anyway } = useWords(memoryWords)
  const warningId = useId()
  const { downloads } = app
  const { id, name } = entry.manifest
  const work = downloads.work.value.get(id)
  if (work) return <Working id={id} work={work} />
  const busy = app.jobs.busy.value || app.models.loading.value === id
  const tooBig = fit?.verdict === 'no'
  const button = (label: string, onClick: () => void, look = 'button') => (
    <button type="button" class={look} aria-label={words.named(label, name)} aria-describedby={tooBig && look === 'button primary' ? warningId : undefined} disabled={busy} onClick={onClick}>{label}</button>
  )
  const inUse = app.form.values.value.model === id
  const stored = entry.storedBytes + entry.otherBytes > 0
  const fetchWords = entry.storedBytes > 0 ? (tooBig ? anyway.resume : words.resume) : tooBig ? anyway.download : words.download
  const use = () => {
    onUse()
    app.form.edit({ model: id })
    app.downloads.load(id)
  }
  return (
    <div class="library-actions">
      {tooBig && <FitWarning fit={fit} id={warningId} />}
      {entry.ready && !inUse && button(tooBig ? anyway.use : words.use, use, 'button primary')}
      {!entry.ready && entry.precision !== null && button(fetchWords, () => downloads.download(id), 'button primary')}
      {!entry.ready && entry.storedBytes > 0 && button(words.discard, () => void downloads.discard(id), 'text-button')}
      {entry.ready && button(words.verify, () => downloads.verify(id), 'text-button')}
      {entry.ready && button(words.export, () => downloads.export(id, (stored_) => saveFiles(stored_, id)), 'text-button')}
      {(stored || entry.origin === 'added') && button(entry.origin === 'added' ? words.removeFromList : words.remove, () => void downloads.remove(id), 'text-button')}
    </div>
  )
}

function Working({ id, work }: { id: string; work: FileWork }) {
  const { downloads } = useApp()
  const words = useWords(modelsWords)
  const { stopping } = useWords(sharedWords)
  const { file } = work.progress ?? {}
  return (
    <LoadLine progress={work.progress}>
      {file && file.count > 1 && <span class="library-file number-text">{words.fileOf(file.number, file.count)}</span>}
      {work.stopping && <span>{stopping}</span>}
      {work.kind === 'download' && !work.stopping && (
        <span class="library-stops">
          <button type="button" class="text-button" onClick={() => downloads.pause(id)}>{words.pause}</button>
          <button type="button" class="text-button" onClick={() => void downloads.discard(id)}>{words.cancel}</button>
        </span>
      )}
    </LoadLine>
  )
}
