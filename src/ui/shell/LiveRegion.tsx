// Tells screen readers how it goes, politely: start, each quarter, end, and what waits. Errors speak for themselves (role=alert).
import { useComputed } from '@preact/signals'
import { memoryText } from '../model/memory/words'
import { queueText } from '../queue/words'
import { useApp, useText, useWords } from '../shared/context'
import { formatSeconds } from '../shared/format'

export function LiveRegion() {
  const { jobs, viewer, engine } = useApp()
  const { run } = jobs
  const text = useText()
  const { lighter } = useWords(memoryText)
  const queue = useWords(queueText)
  // Only a changed quarter changes the text, so a fast run does not talk without end.
  const quarter = useComputed(() => {
    const total = run.request.value?.sampling.steps ?? 1
    return Math.floor((4 * run.steps.value.length) / total)
  })
  const words = () => {
    const total = run.request.value?.sampling.steps ?? 1
    const running = jobs.running.value
    if (running && running.order.requests.length > 1) return queue.pictureOf(running.at + 1, running.order.requests.length)
    switch (run.phase.value) {
      case 'preparing':
        return run.lighter.value ? lighter[engine.capabilities.value?.backend ?? 'webgpu'] : text.run.preparing
      case 'encoding':
        return text.run.encoding
      case 'sampling':
        return quarter.value === 0 ? '' : text.run.step(Math.round((quarter.value * total) / 4), total)
      case 'decoding':
        return text.run.decoding
      case 'done':
        return viewer.shown.value ? text.run.done(formatSeconds(viewer.shown.value.result.timings.totalMs / 1000, text)) : ''
      case 'cancelled':
        return text.run.cancelled(run.steps.peek().length, total)
      default:
        return ''
    }
  }
  const waiting = jobs.waiting.value
  const held = jobs.held.value
  return <p class="visually-hidden" role="status" aria-live="polite">{[words(), held ? queue.held[held] : waiting > 0 ? queue.waiting(waiting) : ''].filter(Boolean).join(' ')}</p>
}
