// A new version waits: the person says when, because a reload ends what is being made.
import { useApp, useText } from '../shared/context'
import './UpdateNote.css'

export function UpdateNote() {
  const { updates, jobs } = useApp()
  const text = useText()
  const apply = updates.apply.value
  if (!apply) return null
  return (
    <div class="update-note" role="status">
      <p>{text.update.ready}</p>
      <button type="button" class="button quiet" onClick={() => { updates.apply.value = null }}>{text.update.later}</button>
      <button type="button" class="button" disabled={jobs.busy.value} onClick={apply}>{text.update.apply}</button>
    </div>
  )
}
