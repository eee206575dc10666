// Said beside the button that downloads or loads a model for which memory is short or too short.
import type { MemoryFit } from '../../../state/load-choice'
import { useApp, useWords } from '../../shared/context'
import { sayFit } from './say-fit'
import { memoryWords } from './words'
import './FitWarning.css'

export function FitWarning({ fit, id }: { fit: MemoryFit | null; /** For aria-describedby. */ id: string }) {
  const backend = useApp().engine.capabilities.value?.backend
  const words = useWords(memoryWords)
  if (!fit || !backend || (fit.verdict !== 'no' && fit.verdict !== 'tight')) return null
  return <p id={id} class={`fit-warning ${fit.verdict}`}>{sayFit(fit, backend, words)}</p>
}
