// One line: what the engine is at, how far, how long. The same facts, less often, go to screen readers (LiveRegion).
import { useStudio, useText, useWords } from '../../ui/shared/context'
import { formatElapsed, formatMs, formatSeconds } from '../../ui/shared/format'
import { sayMeasures } from '../../ui/model/memory/say-fit'
import { memoryText } from '../../ui/model/memory/words'
import type { Dictionary } from '../../ui/text/en'
import type { InstantState } from '../../state/instant'
import type { RunState } from '../../state/run'

export function StatusLine() {
  const { run, model, startError, instant, capabilities } = useStudio()
  const text = useText()
  const memory = useWords(memoryText)
  const backend = capabilities.value?.backend ?? 'webgpu'
  const lighter = run.phase.value === 'preparing' ? run.lighter.value : null
  const previewing = run.busy.value ? null : instantStatus(instant, text)
  const [head, ...rest] = previewing ?? (lighter ? [memory.lighter[backend], sayMeasures(lighter, backend, memory).join(' · ')].filter(Boolean) : statusOf(run, text))
  const untouched = run.phase.value === 'idle' && !previewing
  const failed = startError.value ?? model.error.value
  return (
    <p class="status">
      <strong>{untouched && failed ? text.run.notReady : untouched && model.loading.value ? text.run.preparing : head}</strong>
      {rest.map((part) => <span key={part}>{part}</span>)}
    </p>
  )
}

/** Null when no preview is at stake. */
function instantStatus({ preview, drawing, loading, failed }: InstantState, text: Dictionary): string[] | null {
  if (loading.value) return [text.instant.loading]
  if (failed.value) return [text.instant.failed]
  // The line does not flicker while the next one is drawn.
  if (preview.value) return [text.instant.shown, text.instant.hint]
  return drawing.value ? [text.instant.drawing] : null
}

function statusOf(run: RunState, text: Dictionary): string[] {
  const arrived = run.steps.value.length
  const request = run.request.value
  const total = request?.steps ?? 0
  const elapsed = text.run.elapsed(formatElapsed(run.elapsedMs.value, text))
  const remaining = run.remainingMs.value
  if (run.cancelling.value) return [text.run.cancelling]
  switch (run.phase.value) {
    case 'idle':
      return [text.run.idle]
    case 'preparing':
      return [text.run.preparing]
    case 'encoding':
      return [text.run.encoding, elapsed]
    case 'sampling':
      return [text.run.step(arrived, total), elapsed, ...(remaining === null ? [] : [text.run.left(formatSeconds(remaining / 1000, text))])]
    case 'decoding':
      return [text.run.decoding, elapsed]
    case 'cancelled':
      return [text.run.cancelled(arrived, total)]
    case 'failed':
      return [text.run.failed]
    case 'done': {
      const picture = run.shown.value
      if (!picture) return [text.run.idle]
      const { totalMs, stepMs } = picture.result.timings
      const mean = stepMs.reduce((sum, ms) => sum + ms, 0) / Math.max(1, stepMs.length)
      return [text.run.done(formatMs(totalMs, text)), text.run.perStep(formatMs(mean, text)), text.run.seed(picture.request.seed)]
    }
    default:
      return run.phase.value satisfies never
  }
}
