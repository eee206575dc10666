// Tells screen readers how it goes, politely: start, each quarter, end. Errors speak for themselves (role=alert).
import { useComputed } from '@preact/signals'
import { useStudio, useText, useWords } from '../shared/context'
import { formatSeconds } from '../shared/format'
import { memoryText } from '../model/memory/words'

export function LiveRegion() {
  const { run, compare, capabilities } = useStudio()
  const text = useText()
  const { lighter } = useWords(memoryText)
  // Only a changed quarter changes the text, so a fast run does not talk without end.
  const quarter = useComputed(() => {
    const total = run.request.value?.steps ?? 1
    return Math.floor((4 * run.steps.value.length) / total)
  })
  const words = () => {
    const count = compare.cells.value.length
    if (compare.busy.value) return compare.current.value === null ? text.run.preparing : text.mode.running(compare.current.value + 1, count)
    if (compare.mode.value === 'compare') return count > 0 ? text.mode.done(compare.finished.value) : ''
    const total = run.request.value?.steps ?? 1
    switch (run.phase.value) {
      case 'preparing':
        return run.lighter.value ? lighter[capabilities.value?.backend ?? 'webgpu'] : text.run.preparing
      case 'encoding':
        return text.run.encoding
      case 'sampling':
        return quarter.value === 0 ? '' : text.run.step(Math.round((quarter.value * total) / 4), total)
      case 'decoding':
        return text.run.decoding
      case 'done':
        return run.shown.value ? text.run.done(formatSeconds(run.shown.value.result.timings.totalMs / 1000, text)) : ''
      case 'cancelled':
        return text.run.cancelled(run.steps.peek().length, total)
      default:
        return ''
    }
  }
  return <p class="visually-hidden" role="status" aria-live="polite">{words()}</p>
}
