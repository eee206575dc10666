// A new version waits: the person says when, because a reload ends what is being made.
import { useApp, useWords } from '../shared/context'
import { shellWords } from './words'
import './UpdateNote.css'

export function UpdateNote() {
  const { updates, jobs } = useApp()
  const { update } = useWords(shellWords)
  const apply = updates.apply.value
  if (!apply) return null
  return (
    <div class="update-note" role="status">
      <p>{update.ready}</p>
      <button type="button" class="button quiet" onClick={() => { updates.apply.value = null }}>{update.later}</button>
      <button type="button" class="button" disabled={jobs.busy.value} onClick={apply}>{update.apply}</button>
    </div>
  )
}
