// The three ways to end what is being made: now, after this picture, or this picture only. Shown while something is being made.
import { useApp, useText, useWords } from '../shared/context'
import { Icon } from '../shared/Icon'
import { queueText } from './words'
import './RunControls.css'

export function RunControls() {
  const { jobs } = useApp()
  const words = useWords(queueText)
  if (!jobs.busy.value) return <Stuck />
  const cancelling = jobs.cancelling.value
  const running = jobs.running.value
  const total = running?.order.requests.length ?? 1
  // With nothing behind it, skipping a picture and finishing with it are the same as stopping.
  const more = jobs.waiting.value > 0
  return (
    <div class="run-controls">
      <Stuck />
      {total > 1 && running && <p class="run-count">{words.pictureOf(running.at + 1, total)}</p>}
      <div class="run-verbs">
        <button type="button" class="button" aria-disabled={cancelling} aria-keyshortcuts="Escape" onClick={() => jobs.stop()}>
          <Icon name="stop" />
          {cancelling ? words.stopping : words.stop}
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

function Stuck() {
  const { jobs } = useApp()
  const text = useText()
  if (!jobs.stuck.value) return null
  return (
    <div class="stuck" role="alert">
      {text.run.stuck}
      <button type="button" class="button" onClick={() => jobs.forceStop()}>{text.run.forceStop}</button>
    </div>
  )
}
