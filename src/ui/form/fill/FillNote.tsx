// Below the prompt: the offer to fill the form from it, or what came of the last picture. Comes when there is first something to say.
import { useApp, useWords } from '../../shared/context'
import { sharedWords } from '../../shared/words'
import { sayChanges } from '../say-changes'
import { formWords } from '../words'
import { fillWords } from './words'

export function FillNote() {
  const { fill } = useApp()
  const words = useWords(fillWords)
  const { fields } = useWords(formWords)
  const { dismiss } = useWords(sharedWords)
  const note = fill.note.value
  const offered = fill.offered.value
  if (!offered && !note) return null
  const said = offered ? words.offer : words.notes[note?.kind ?? 'filled']
  return (
    <div class="note fill-note" role="status">
      <p>{said}</p>
      {!offered && note?.kind === 'filled' && note.unknown.length > 0 && <p>{words.unknown(note.unknown.join('; '))}</p>}
      {!offered && note?.kind === 'filled' && note.changed.length > 0 && <p>{words.changed(sayChanges(note.changed, fields))}</p>}
      <div class="fill-actions">
        {offered && <button type="button" class="button" onClick={() => void fill.fromPrompt()}>{words.accept}</button>}
        {!offered && note?.kind === 'filled' && <button type="button" class="text-button" onClick={() => fill.undo()}>{words.undo}</button>}
        {!offered && <button type="button" class="text-button" onClick={() => { fill.note.value = null }}>{dismiss}</button>}
      </div>
    </div>
  )
}
