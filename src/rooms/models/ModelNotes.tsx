// What the last work on a model's files came to: right, damaged, saved, or a failure with what can be done about it.
import type { LibraryEntry } from '../../state/models'
import { useApp, useWords } from '../../ui/shared/context'
import { ErrorNote } from '../../ui/shared/ErrorNote'
import { modelsWords } from './words'

export function ModelNotes({ entry: { manifest: { id } } }: { entry: LibraryEntry }) {
  const { downloads, models } = useApp()
  const words = useWords(modelsWords)
  const note = downloads.notes.value.get(id)
  if (!note) return null
  if (note.kind === 'right') return <p class="library-note good" role="status">{words.right}</p>
  if (note.kind === 'exported') return <p class="library-note good" role="status">{words.exported}</p>
  if (note.kind === 'wrong') return <p class="library-note" role="status">{words.wrong(note.paths.length, note.paths.join(', '))}</p>
  const { error, room } = note
  const nameOf = (other: string) => models.library.value.find(({ manifest }) => manifest.id === other)?.manifest.name ?? other
  return (
    <ErrorNote error={error}>
      {room && room.remove.length > 0 && room.enough && <button type="button" class="button" onClick={() => void downloads.makeRoom(id)}>{words.makeRoom(room.remove.map((one) => nameOf(one.id)).join(', '))}</button>}
      {room && !room.enough && <p>{words.notEnough}</p>}
      {error.key === 'wrong-hash.changed' && <button type="button" class="button" onClick={() => void downloads.acceptChanged(id)}>{words.acceptChanged}</button>}
    </ErrorNote>
  )
}
