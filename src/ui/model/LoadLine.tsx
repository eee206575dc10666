// How a load or a download is going: what is being done, a bar, how much of how much, how fast, and how long it will still take.
import type { ComponentChildren } from 'preact'
import type { LoadProgress } from '../../state/models'
import { useText } from '../shared/context'
import { formatBytes, formatSeconds } from '../shared/format'
import type { Dictionary } from '../text/en'
import './LoadLine.css'

export function LoadLine({ progress, children }: { progress: LoadProgress | null; /** Buttons. */ children?: ComponentChildren }) {
  const text = useText()
  const done = progress && progress.totalBytes > 0 ? progress.bytes / progress.totalBytes : 0
  const phase = progress ? text.model.phases[progress.phase] ?? progress.phase : text.model.waiting
  return (
    <div class="loading">
      <div class="loading-head">
        <strong>{phase}</strong>
        {progress && <span class="number-text">{text.model.of(formatBytes(progress.bytes), formatBytes(progress.totalBytes))}</span>}
      </div>
      <div class="bar" role="progressbar" aria-label={phase} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(100 * done)}>
        <span style={{ '--done': done }} />
      </div>
      <div class="loading-foot">
        <span class="loading-item number-text">{detail(progress, text)}</span>
        {children}
      </div>
    </div>
  )
}

function detail(now: LoadProgress | null, text: Dictionary): string {
  if (!now) return ''
  if (now.phase !== 'download' || now.bytesPerSecond <= 0) return now.item
  const speed = text.model.perSecond(formatBytes(now.bytesPerSecond))
  return now.secondsLeft === null ? speed : `${speed} · ${text.run.left(formatSeconds(now.secondsLeft, text))}`
}
