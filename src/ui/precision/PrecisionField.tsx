// Which of the model's precisions is in use, folded away; the list to choose from comes when it is first unfolded.
import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { choosePrecision } from '../../core/precision'
import type { LibraryEntry } from '../../state/model'
import { useRoom, useText } from '../context'
import { Disclosure } from '../shared/Disclosure'

const chooser = signal<ComponentType<{ entry: LibraryEntry }> | null>(null)

export function PrecisionField({ entry }: { entry: LibraryEntry }) {
  const { studio, preferences } = useRoom()
  const text = useText().model
  const wish = preferences.precision.value
  const machine = studio.capabilities.value
  const { manifest, precision } = entry
  if (!precision || manifest.precisions.length < 2) return null
  const Chooser = chooser.value
  const load = () => {
    if (chooser.peek()) return
    void import('./PrecisionChooser').then(({ PrecisionChooser }) => { chooser.value = PrecisionChooser }, () => undefined)
  }
  const asWished = machine && choosePrecision(manifest, machine, wish)?.asWished
  const known = manifest.precisions.some(({ id }) => id === wish)
  return (
    <div class="precision">
      <Disclosure label={text.precision(precision)} changed={Boolean(asWished)} changedLabel={text.precisionChosen} onOpen={load}>
        {Chooser && <Chooser entry={entry} />}
      </Disclosure>
      {known && !asWished && <p class="help" role="status">{text.precisionPassedOver(wish, precision)}</p>}
    </div>
  )
}
