// Previews while typing, on or off; only where the model has the network for them, and where one picture is made at a time.
import { useApp, useWords } from '../shared/context'
import { formWords } from './words'

export function InstantSwitch() {
  const { instant, place } = useApp()
  const words = useWords(formWords)
  if (!instant.available.value || place.room.value !== 'studio') return null
  return (
    <label class="switch" title={words.instantHelp}>
      <input type="checkbox" role="switch" checked={instant.on.value} onChange={(event) => instant.setOn(event.currentTarget.checked)} />
      {words.instant}
    </label>
  )
}
