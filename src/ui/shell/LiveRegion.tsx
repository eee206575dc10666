// Tells screen readers how it goes, politely: start, each quarter, end, and what waits. Errors speak for themselves (role=alert).
import { useComputed } from '@preact/signals'
import { memoryWords } from '../model/memory/words'
import { queueWords } from '../queue/words'
import { useApp, useWords } from '../shared/context'
import { formatSeconds } from '../shared/format'
import { sharedWords } from '../shared/words'

export function LiveRegion() {
  const { jobs, viewer, engine } = useApp()
  const { run } = jobs
  const shared = useWords(sharedWords)
  const { lighter } = useWords(memoryWords)
  const queue = useWords(queueWords)
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
        if (run.sounder.value && !run.lighter.value) return shared.run.sounder(run.sounder.value.precision, run.sounder.value.backend)
        return run.lighter.value ? lighter[engine.capabilities.value?.backend ?? 'webgpu'] : shared.run.preparing
      case 'encoding':
        return shared.run.encoding
      case 'sampling':
        return quarter.value === 0 ? '' : shared.run.step(Math.round((quarter.value * total) / 4), total)
      case 'decoding':
        return shared.run.decoding
      case 'done':
        return viewer.shown.value ? shared.run.done(formatSeconds(viewer.shown.value.result.timings.totalMs / 1000, shared)) : ''
      case 'cancelled':
        return shared.run.cancelled(run.steps.peek().length, total)
      default:
        return ''
    }
  }
  const waiting = jobs.waiting.value
  const held = jobs.held.value
  return <p class="visually-hidden" role="status" aria-live="polite">{[words(), held ? queue.held[held] : waiting > 0 ? queue.waiting(waiting) : ''].filter(Boolean).join(' ')}</p>
}
