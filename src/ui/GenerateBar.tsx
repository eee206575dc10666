// One button that starts a picture and, while one is being made, stops it: the same element, so the focus stays.
import { useStudio, useText } from './context'
import { generateButtonId, mainKey } from './shortcuts'

export function GenerateBar() {
  const { run } = useStudio()
  const text = useText()
  const busy = run.busy.value
  const cancelling = run.cancelling.value
  return (
    <div class="generate-bar">
      {run.stuck.value && (
        <div class="stuck" role="alert">
          {text.run.stuck}
          <button type="button" class="button" onClick={() => run.forceStop()}>{text.run.forceStop}</button>
        </div>
      )}
      <button
        id={generateButtonId}
        type={busy ? 'button' : 'submit'}
        class={busy ? 'button' : 'button primary'}
        aria-disabled={cancelling}
        aria-keyshortcuts={busy ? 'Escape' : 'Control+Enter Meta+Enter'}
        // The second click of a double click would undo the first.
        onClick={(event) => { if (busy && event.detail < 2) run.cancel() }}
      >
        {cancelling ? text.run.cancelling : busy ? text.run.cancel : text.run.generate}
        {!cancelling && <kbd aria-hidden="true">{busy ? 'Esc' : `${mainKey()} ↵`}</kbd>}
      </button>
    </div>
  )
}
