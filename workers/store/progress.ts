// Turns "these many bytes of this file" into progress a person can watch: bytes that never fall, a speed that does not
// jitter, and the seconds left. Times are arguments, so that a test can own the clock.
import type { LoadProgress } from '../../src/protocol/events'

export interface StoreProgress extends LoadProgress {
  phase: 'download' | 'verify'
  file: NonNullable<LoadProgress['file']>
}

/** One message per 100 ms: a chunk is 64 KB, and thousands of messages a second would cost more than the download. */
const MESSAGE_MS = 100
/** The speed is averaged over about this long. */
const SMOOTH_MS = 3000
/** Below this a speed is a burst of the network's buffers. */
const SAMPLE_MS = 500

export interface ProgressMeter {
  /** The next file begins. */
  begin(item: string, totalBytes: number): void
  /** `bytes` of the current file are done. */
  at(phase: StoreProgress['phase'], bytes: number): void
  /** `bytes` more came over the network. */
  fetched(bytes: number): void
  /** The current file of `bytes` is done. */
  end(bytes: number): void
  readonly fetchedBytes: number
}

export function createMeter(totalBytes: number, count: number, now: () => number, onProgress: (progress: StoreProgress) => void): ProgressMeter {
  let item = ''
  let file = { number: 0, count, bytes: 0, totalBytes: 0 }
  let phase: StoreProgress['phase'] = 'verify'
  let earlier = 0 // bytes of the files before this one
  let bytes = 0
  let fetchedBytes = 0
  let speed = 0
  let sample = { time: now(), fetched: 0 }
  let sentAt = -Infinity

  function updateSpeed(): void {
    const elapsed = now() - sample.time
    if (elapsed < SAMPLE_MS) return
    const rate = ((fetchedBytes - sample.fetched) / elapsed) * 1000
    const weight = speed === 0 ? 1 : 1 - Math.exp(-elapsed / SMOOTH_MS)
    speed += weight * (rate - speed)
    sample = { time: now(), fetched: fetchedBytes }
  }

  function send(force: boolean): void {
    if (!force && now() - sentAt < MESSAGE_MS) return
    sentAt = now()
    const downloading = phase === 'download'
    if (downloading) updateSpeed()
    const bytesPerSecond = downloading ? Math.round(speed) : 0
    const secondsLeft = bytesPerSecond > 0 ? (totalBytes - bytes) / bytesPerSecond : null
    onProgress({ phase, item, file: { ...file }, bytes, totalBytes, fetchedBytes, bytesPerSecond, secondsLeft })
  }

  function move(to: number, force: boolean): void {
    // A part found corrupt, or a file fetched twice, takes bytes back; what the person sees only waits.
    file.bytes = Math.min(file.totalBytes, Math.max(file.bytes, to))
    bytes = Math.min(totalBytes, Math.max(bytes, earlier + file.bytes))
    send(force)
  }

  return {
    begin(next, size) {
      item = next
      file = { number: file.number + 1, count, bytes: 0, totalBytes: size }
    },
    at(nextPhase, done) {
      const changed = nextPhase !== phase
      if (changed && nextPhase === 'download') sample = { time: now(), fetched: fetchedBytes }
      phase = nextPhase
      move(done, changed)
    },
    fetched(more) {
      fetchedBytes += more
    },
    end(size) {
      move(size, true)
      earlier += size
    },
    get fetchedBytes() {
      return fetchedBytes
    },
  }
}
