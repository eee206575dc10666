// Whether a model fits, in a word and in a number; the sentence with all numbers is the title.
import type { MemoryFit } from '../../../state/load-choice'
import { useApp, useWords } from '../../shared/context'
import { formatBytes } from '../../shared/format'
import { sayFit } from './say-fit'
import { memoryWords } from './words'

export function FitBadge({ fit }: { fit: MemoryFit }) {
  const backend = useApp().engine.capabilities.value?.backend
  const words = useWords(memoryWords)
  return backend && <span class={`library-badge ${fit.verdict}`} title={sayFit(fit, backend, words)}>{words.verdict[fit.verdict]}</span>
}

export function FitNumber({ fit }: { fit: MemoryFit }) {
  const backend = useApp().engine.capabilities.value?.backend
  const words = useWords(memoryWords)
  return backend && <span>{words.upTo(formatBytes(fit.neededBytes), words.kind[backend])}</span>
}
