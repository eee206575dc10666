// Which of the model's precisions is in use, folded away: unfolded, the list to choose from.
import { choosePrecision } from '../../../core/precision'
import type { LibraryEntry } from '../../../state/models'
import { useApp, useWords } from '../../shared/context'
import { Disclosure } from '../../shared/Disclosure'
import { modelWords } from '../words'
import { PrecisionChooser } from './PrecisionChooser'
import { precisionWords } from './words'

export function PrecisionField({ entry }: { entry: LibraryEntry }) {
  const app = useApp()
  const { preferences } = app
  const words = useWords(precisionWords)
  const { byHand } = useWords(modelWords)
  const wish = preferences.precision.value
  const machine = app.engine.capabilities.value
  const { manifest, precision } = entry
  if (!precision || !machine) return null
  const asWished = choosePrecision(manifest, machine, wish)?.asWished ?? false
  const known = manifest.precisions.some(({ id }) => id === wish)
  return (
    <div class="precision">
      <Disclosure label={words.inUse(precision)} changed={asWished} changedLabel={byHand}>
        <PrecisionChooser manifest={manifest} machine={machine} />
      </Disclosure>
      {known && !asWished && <p class="help" role="status">{words.passedOver(wish, precision)}</p>}
    </div>
  )
}
