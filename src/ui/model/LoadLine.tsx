// How a load or a download is going: what is being done, a bar, how much of how much, how fast, and how long it will still take.
import type { ComponentChildren } from 'preact'
import type { LoadProgress } from '../../state/models'
import { useWords } from '../shared/context'
import { formatBytes, formatSeconds } from '../shared/format'
import { sharedWords } from '../shared/words'
import type { SharedWords } from '../shared/words'
import { modelWords } from './words'
import type { ModelWords } from './words'
import './LoadLine.css'

export function LoadLine({ progress, children }: { progress: LoadProgress | null; /** Buttons. */ children?: ComponentChildren }) {
  const words = useWords(modelWords)
  const shared = useWords(sharedWords)
  const done = progress && progress.totalBytes > 0 ? progress.bytes / progress.totalBytes : 0
  const phase = progress ? words.phases[progress.phase] ?? progress.phase : words.waiting
  return (
    <div class="loading">
      <div class="loading-head">
        <strong>{phase}</strong>
        {progress && <span class="number-text">{words.of(formatBytes(progress.bytes), formatBytes(progress.totalBytes))}</span>}
      </div>
      <div class="bar" role="progressbar" aria-label={phase} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(100 * done)}>
        <span style={{ '--done': done }} />
      </div>
      <div class="loading-foot">
        <span class="loading-item number-text">{detail(progress, words, shared)}</span>
        {children}
      </div>
    </div>
  )
}

function detail(now: LoadProgress | null, words: ModelWords, shared: SharedWords): string {
  if (!now) return ''
  if (now.phase !== 'download' || now.bytesPerSecond <= 0) return now.item
  const speed = words.perSecond(formatBytes(now.bytesPerSecond))
  return now.secondsLeft === null ? speed : `${speed} · ${shared.left(formatSeconds(now.secondsLeft, shared))}`
}
