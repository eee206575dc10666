// One line: what the engine is at, how far, how long. The same facts, less often, go to screen readers (LiveRegion).
import { formWords } from '../../ui/form/words'
import { useApp, useWords } from '../../ui/shared/context'
import { formatElapsed, formatSeconds } from '../../ui/shared/format'
import { sayMeasures } from '../../ui/model/memory/say-fit'
import { memoryWords } from '../../ui/model/memory/words'
import { queueWords } from '../../ui/queue/words'
import type { QueueWords } from '../../ui/queue/words'
import { timesOf } from '../../ui/shared/times-of'
import { sharedWords } from '../../ui/shared/words'
import type { SharedWords } from '../../ui/shared/words'
import type { Instant } from '../../state/instant'
import type { Jobs } from '../../state/jobs'
import type { Picture } from '../../state/orders'
import type { Viewer } from '../../state/viewer'
import { studioWords } from './words'
import type { StudioWords } from './words'

interface Words { words: StudioWords; shared: SharedWords; queue: QueueWords }

export function StatusLine() {
  const { jobs, viewer, models, engine, instant } = useApp()
  const { run } = jobs
  const words = useWords(studioWords)
  const shared = useWords(sharedWords)
  const queue = useWords(queueWords)
  const memory = useWords(memoryWords)
  const { instant: previewName } = useWords(formWords)
  const backend = engine.capabilities.value?.backend ?? 'webgpu'
  const lighter = run.phase.value === 'preparing' ? run.lighter.value : null
  const previewing = jobs.busy.value ? null : instantStatus(instant, words, previewName)
  const [head, ...rest] = previewing ?? (lighter ? [memory.lighter[backend], sayMeasures(lighter, backend, memory).join(' · ')].filter(Boolean) : statusOf(jobs, viewer, { words, shared, queue }))
  const untouched = run.phase.value === 'idle' && !previewing
  const failed = engine.startError.value ?? models.error.value
  return (
    <p class="status">
      <strong>{untouched && failed ? words.notReady : untouched && models.loading.value ? shared.run.preparing : head}</strong>
      {rest.map((part) => <span key={part}>{part}</span>)}
    </p>
  )
}

/** Null when no preview is at stake. */
function instantStatus({ preview, drawing, loading, failed }: Instant, { instant: words }: StudioWords, name: string): string[] | null {
  if (loading.value) return [words.loading]
  if (failed.value) return [words.failed]
  // The line does not flicker while the next one is drawn.
  if (preview.value) return [name, words.hint]
  return drawing.value ? [words.drawing] : null
}

function statusOf({ run, running, cancelling, busy }: Jobs, viewer: Viewer, { words, shared, queue }: Words): string[] {
  const arrived = run.steps.value.length
  const request = run.request.value
  const total = request?.sampling.steps ?? 0
  const elapsed = words.elapsed(formatElapsed(run.elapsedMs.value, shared))
  const remaining = run.remainingMs.value
  // A run that began anew in another way says so to its end.
  const sounder = run.sounder.value && shared.run.sounder(run.sounder.value.precision, run.sounder.value.backend)
  const again = sounder === null ? [] : [sounder]
  if (cancelling.value) return [shared.stopping]
  const { order, at } = running.value ?? {}
  if (order?.origin === 'compare' && at !== undefined) return [queue.comparison(order.requests.length), queue.pictureOf(at + 1, order.requests.length)]
  if (!run.busy.value && viewer.shown.value) return pictureStatus(viewer.shown.value, shared)
  switch (run.phase.value) {
    case 'idle':
      return [words.idle]
    case 'preparing':
      return [sounder ?? shared.run.preparing]
    case 'encoding':
      return [shared.run.encoding, elapsed, ...again]
    case 'sampling':
      return [shared.run.step(arrived, total), elapsed, ...(remaining === null ? [] : [shared.left(formatSeconds(remaining / 1000, shared))]), ...again]
    case 'decoding':
      return [shared.run.decoding, elapsed, ...again]
    case 'cancelled':
      return [shared.run.cancelled(arrived, total)]
    case 'failed':
      return [words.failed]
    case 'done':
      return [busy.value ? shared.run.preparing : words.idle]
    default:
      return run.phase.value satisfies never
  }
}

/** Of the picture looked at. */
function pictureStatus(picture: Picture, shared: SharedWords): string[] {
  const [total, perStep] = timesOf(picture, shared)
  return [shared.run.done(total), perStep, shared.seed(picture.request.seed.value)]
}
