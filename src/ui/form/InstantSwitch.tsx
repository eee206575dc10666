// Previews while typing, on or off; only where the model has the network for them, and where one picture is made at a time.
import { useApp, useText } from '../shared/context'

export function InstantSwitch() {
  const { instant, place } = useApp()
  const text = useText()
  if (!instant.available.value || place.room.value !== 'studio') return null
  return (
    <label class="switch" title={text.instant.help}>
      <input type="checkbox" role="switch" checked={instant.on.value} onChange={(event) => instant.setOn(event.currentTarget.checked)} />
      {text.instant.label}
    </label>
  )
}
