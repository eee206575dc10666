// How the loaded model saves memory, and that it had to.
import type { LoadedModel } from '../../../state/models'
import { useWords } from '../../shared/context'
import { sayMeasures } from './say-fit'
import { memoryWords } from './words'

export function LoadedMeasures({ loaded: { memory, backend, retried } }: { loaded: LoadedModel }) {
  const words = useWords(memoryWords)
  const measures = sayMeasures(memory, backend, words)
  return (
    <>
      {measures.length > 0 && <p class="model-measures">{words.saving} {measures.join(' · ')}</p>}
      {retried && <p class="model-measures">{words.retried}</p>}
    </>
  )
}
