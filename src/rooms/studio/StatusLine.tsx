// One line: what the engine is at, how far, how long. The same facts, less often, go to screen readers (LiveRegion).
import { useApp, useText, useWords } from '../../ui/shared/context'
import { formatElapsed, formatMs, formatSeconds } from '../../ui/shared/format'
import { sayMeasures } from '../../ui/model/memory/say-fit'
import { memoryText } from '../../ui/model/memory/words'
import { queueText } from '../../ui/queue/words'
import type { QueueWords } from '../../ui/queue/words'
import type { Dictionary } from '../../ui/text/en'
import type { Instant } from '../../state/instant'
import type { Jobs } from '../../state/jobs'
import type { Picture } from '../../state/orders'
import type { Viewer } from '../../state/viewer'

export function StatusLine() {
  const { jobs, viewer, models, engine, instant } = useApp()
  const { run } = jobs
  const text = useText()
  const memory = useWords(memoryText)
  const queue = useWords(queueText)
  const backend = engine.capabilities.value?.backend ?? 'webgpu'
  const lighter = run.phase.value === 'preparing' ? run.lighter.value : null
  const previewing = jobs.busy.value ? null : instantStatus(instant, text)
  const [head, ...rest] = previewing ?? (lighter ? [memory.lighter[backend], sayMeasures(lighter, backend, memory).join(' · ')].filter(Boolean) : statusOf(jobs, viewer, text, queue))
  const untouched = run.phase.value === 'idle' && !previewing
  const failed = engine.startError.value ?? models.error.value
  return (
    <p class="status">
      <strong>{untouched && failed ? text.run.notReady : untouched && models.loading.value ? text.run.preparing : head}</strong>
      {rest.map((part) => <span key={part}>{part}</span>)}
    </p>
  )
}

/** Null when no preview is at stake. */
function instantStatus({ preview, drawing, loading, failed }: Instant, text: Dictionary): string[] | null {
  if (loading.value) return [text.instant.loading]
  if (failed.value) return [text.instant.failed]
  // The line does not flicker while the next one is drawn.
  if (preview.value) return [text.instant.shown, text.instant.hint]
  return drawing.value ? [text.instant.drawing] : null
}

function statusOf({ run, running, cancelling, busy }: Jobs, viewer: Viewer, text: Dictionary, queue: QueueWords): string[] {
  const arrived = run.steps.value.length
  const request = run.request.value
  const total = request?.sampling.steps ?? 0
  const elapsed = text.run.elapsed(formatElapsed(run.elapsedMs.value, text))
  const remaining = run.remainingMs.value
  if (cancelling.value) return [text.run.cancelling]
  const { order, at } = running.value ?? {}
  if (order?.origin === 'compare' && at !== undefined) return [queue.comparison(order.requests.length), queue.pictureOf(at + 1, order.requests.length)]
  if (!run.busy.value && viewer.shown.value) return pictureStatus(viewer.shown.value, text)
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
    case 'done':
      return [busy.value ? text.run.preparing : text.run.idle]
    default:
      return run.phase.value satisfies never
  }
}

/** Of the picture looked at. */
function pictureStatus({ request, result }: Picture, text: Dictionary): string[] {
  const { totalMs, stepMs } = result.timings
  const mean = stepMs.reduce((sum, ms) => sum + ms, 0) / Math.max(1, stepMs.length)
  return [text.run.done(formatMs(totalMs, text)), text.run.perStep(formatMs(mean, text)), text.run.seed(request.seed.value)]
}
