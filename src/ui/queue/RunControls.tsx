// The three ways to end what is being made: now, after this picture, or this picture only. Shown while something is being made.
import { useApp, useWords } from '../shared/context'
import { Icon } from '../shared/Icon'
import { sharedWords } from '../shared/words'
import { queueId } from './queue-id'
import { queueWords } from './words'
import './RunControls.css'

export function RunControls() {
  const { jobs } = useApp()
  const words = useWords(queueWords)
  const { stopping } = useWords(sharedWords)
  if (!jobs.busy.value) return <Held />
  const cancelling = jobs.cancelling.value
  const running = jobs.running.value
  const total = running?.order.requests.length ?? 1
  // With nothing behind it, skipping a picture and finishing with it are the same as stopping.
  const more = jobs.waiting.value > 0
  return (
    <div class="run-controls">
      <Stuck />
      {(total > 1 || more) && (
        <p class="run-count">
          <span>{running && total > 1 ? words.pictureOf(running.at + 1, total) : ''}</span>
          {more && <button type="button" class="text-button" onClick={showQueue}>{words.waiting(jobs.waiting.value)}</button>}
        </p>
      )}
      <div class="run-verbs">
        <button type="button" class="button" aria-disabled={cancelling} aria-keyshortcuts="Escape" onClick={() => jobs.stop()}>
          <Icon name="stop" />
          {cancelling ? stopping : words.stop}
          {!cancelling && <kbd aria-hidden="true">Esc</kbd>}
        </button>
        {more && (
          <>
            <button type="button" class="button" title={words.stopAfterHelp} aria-pressed={jobs.stoppingAfter.value} onClick={() => jobs.stopAfter()}>{words.stopAfter}</button>
            <button type="button" class="button" title={words.skipHelp} aria-disabled={cancelling} onClick={() => jobs.skip()}>{words.skip}</button>
          </>
        )}
      </div>
    </div>
  )
}

/** Where the queue stands still, far from the card that says so on a phone. */
function Held() {
  const { jobs } = useApp()
  const words = useWords(queueWords)
  const held = jobs.held.value
  if (!held) return null
  return (
    <p class="run-count run-held">
      <button type="button" class="text-button" onClick={showQueue}>{words.waiting(jobs.waiting.value)}</button>
      <button type="button" class="button" onClick={() => jobs.resume()}>{words.resume}</button>
    </p>
  )
}

function showQueue(): void {
  document.getElementById(queueId)?.scrollIntoView({ behavior: 'smooth', block: 'center' })
}

function Stuck() {
  const { jobs } = useApp()
  const words = useWords(queueWords)
  if (!jobs.stuck.value) return null
  return (
    <div class="stuck" role="alert">
      {words.stuck}
      <button type="button" class="button" onClick={() => jobs.forceStop()}>{words.forceStop}</button>
    </div>
  )
}
